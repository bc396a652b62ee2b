import type { TemplateDefinition } from './template-definition.js';
import { problemOf } from './template-problem.js';
import type { TemplateProblem } from './template-object.js';

/** Meta sends none of these; a status that is new to us is left to Meta. Source: facts/meta.md §1.15. */
const UNUSABLE: readonly string[] = [
  'PENDING',
  'REJECTED',
  'DISABLED',
  'IN_APPEAL',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
  'DELETED',
  'PENDING_DELETION',
];

/** Whether a template may be sent at all: it is there, in this language, approved and not paused. `ofThisName`: what the account has under the name, in every language. */
export function checkStanding(
  { name, language }: { readonly name: string; readonly language: string },
  ofThisName: readonly TemplateDefinition[],
): TemplateProblem[] {
  if (ofThisName.length === 0)
    return [problemOf('template_missing', `There is no template "${name}" in this account.`)];

  const definition = ofThisName.find((template) => template.language === language);
  if (definition === undefined) {
    const languages = ofThisName.map((template) => template.language).toSorted();
    return [
      problemOf(
        'language_unknown',
        `The template "${name}" exists in ${languages.join(', ')}, and not in ${language}.`,
      ),
    ];
  }

  const status = definition.status.toUpperCase();
  if (status === 'PAUSED')
    return [
      problemOf(
        'paused',
        `The template "${name}" (${language}) is paused: Meta sends it again when the pause is over.`,
      ),
    ];
  if (!UNUSABLE.includes(status)) return [];
  const { rejectedReason } = definition;
  const why =
    rejectedReason && rejectedReason !== 'NONE' ? `, for the reason ${rejectedReason}` : '';
  return [
    problemOf(
      'not_approved',
      `The template "${name}" (${language}) is not approved: Meta says ${status}${why}.`,
    ),
  ];
}
