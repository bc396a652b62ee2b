import { checkStanding } from './check-standing.js';
import { checkTemplateObject } from './check-template.js';
import { fitBinding } from './fit-binding.js';
import { parametersOf, type TemplateBinding } from './template-binding.js';
import type { TemplateDefinition } from './template-definition.js';
import { buildTemplate } from './template-message.js';
import type { TemplateProblem } from './template-object.js';

/** A value that fits every place: the binding is checked, not the values of a message. */
const ANY_VALUE = '0';

/** Why messages of this binding would be refused; empty when they would not. `ofThisName`: what the account has under the template's name, in every language. */
export function checkBinding(
  binding: TemplateBinding,
  ofThisName: readonly TemplateDefinition[],
): readonly TemplateProblem[] {
  const values = Object.fromEntries(parametersOf(binding).map((name) => [name, ANY_VALUE]));
  const definition = ofThisName.find(({ language }) => language === binding.language);
  const built = buildTemplate(fitBinding(binding, definition), values);
  if (!built.ok) return built.problems;

  return [
    ...checkStanding(binding, ofThisName),
    ...(definition === undefined ? [] : checkTemplateObject(built.template, definition)),
  ];
}
