import { mediaOf, mediaProblem } from './media.js';
import type { TemplateProblem } from './template-object.js';

/** Every link to media that is not https, wherever it stands, also in the cards of a carousel; needs no definition. */
export function checkLinks(value: unknown): TemplateProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'link' && typeof inner === 'string'
      ? mediaOf(inner) !== null && !/^\d+$/.test(inner)
        ? []
        : [mediaProblem(null, inner)]
      : checkLinks(inner),
  );
}
