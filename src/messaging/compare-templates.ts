import { checkBinding } from './check-binding.js';
import type { TemplateBinding } from './template-binding.js';
import type { TemplateDefinition } from './template-definition.js';
import type { TemplateProblem } from './template-object.js';

/** A binding with its key. */
export interface KeyedBinding {
  readonly key: string;
  readonly binding: TemplateBinding;
}

/** What a change at Meta did to a binding. */
export interface BindingNews {
  readonly key: string;
  readonly name: string;
  readonly language: string;
  /** broken: it worked. mended: it did not. changed: it works as before, but something about the template is another. */
  readonly kind: 'broken' | 'mended' | 'changed';
  readonly problems: readonly TemplateProblem[];
  /** Whole sentences: what the template has become. */
  readonly changes: readonly string[];
}

/** The facts of a template that a sender cares for and that do not break a binding. */
const WATCHED = ['status', 'category', 'quality'] as const;

/** As the checks see it, with Meta's rating. */
export type RatedTemplate = TemplateDefinition & { readonly quality: string | null };

/** What became of each binding between two reads of a WABA's templates; bindings of which nothing changed are left out. */
export function compareTemplates(
  bindings: readonly KeyedBinding[],
  before: readonly RatedTemplate[],
  after: readonly RatedTemplate[],
): BindingNews[] {
  return bindings.flatMap(({ key, binding }): BindingNews[] => {
    const { name, language } = binding;
    const problems = checkBinding(binding, named(after, name));
    const worked = checkBinding(binding, named(before, name)).length === 0;
    const changes = changesOf(find(before, binding), find(after, binding));
    const kind = worked === (problems.length === 0) ? 'changed' : worked ? 'broken' : 'mended';
    return kind === 'changed' && changes.length === 0
      ? []
      : [{ key, name, language, kind, problems, changes }];
  });
}

const named = (templates: readonly RatedTemplate[], name: string): RatedTemplate[] =>
  templates.filter((template) => template.name === name);

const find = (
  templates: readonly RatedTemplate[],
  { name, language }: TemplateBinding,
): RatedTemplate | undefined =>
  templates.find((template) => template.name === name && template.language === language);

function changesOf(before: RatedTemplate | undefined, after: RatedTemplate | undefined): string[] {
  if (before === undefined) return [];
  if (after === undefined) return ['Meta no longer lists it.'];
  return WATCHED.filter((fact) => before[fact] !== after[fact]).map(
    (fact) =>
      `Its ${fact} is ${after[fact] ?? 'unknown'} now (before: ${before[fact] ?? 'unknown'}).`,
  );
}

/** One whole sentence or more about the news, for people. */
export function tellBindingNews({
  key,
  name,
  language,
  kind,
  problems,
  changes,
}: BindingNews): string {
  const template = `the template "${name}" (${language})`;
  const said = changes.join(' ');
  switch (kind) {
    case 'broken':
      return `The template key "${key}" can no longer be sent: ${problems.map(({ message }) => message).join(' ')}`;
    case 'mended':
      return `The template key "${key}" can be sent again: ${template} fits it.${said === '' ? '' : ` ${said}`}`;
    case 'changed':
      return `Something about ${template} of the key "${key}" changed. ${said}`;
  }
}
