import { quoted } from './quoted.js';
import { problemOf } from './template-problem.js';
import {
  buttonsOf,
  isOneTimeCode,
  variablesOf,
  type DefinedButton,
  type TemplateDefinition,
} from './template-definition.js';
import type { TemplateComponent, TemplateParameter, TemplateProblem } from './template-object.js';

/** Every way in which the buttons of a message do not fit those of the template. */
export function checkButtons(
  given: readonly TemplateComponent[],
  definition: TemplateDefinition,
): TemplateProblem[] {
  const buttons = buttonsOf(definition);
  const unfilled = buttons.flatMap((button, index) =>
    given.some((component) => indexOf(component) === index) ? [] : whenNotGiven(button),
  );
  return [...given.flatMap((component) => whenGiven(component, buttons)), ...unfilled];
}

const indexOf = ({ index }: TemplateComponent): number =>
  index === undefined || index === '' ? Number.NaN : Number(index);

function whenNotGiven(button: DefinedButton): TemplateProblem[] {
  const type = button.type.toUpperCase();
  const name = `The button "${quoted(button.text ?? type)}"`;
  if (type === 'COPY_CODE' || isOneTimeCode(button))
    return [problemOf('button_missing', `${name} copies a code, and no code is given.`)];
  const [variable] = variablesOf(button.url);
  if (type === 'URL' && variable !== undefined) {
    const message = `${name} opens "${quoted(button.url ?? '')}", and no value for {{${variable}}} is given.`;
    return [problemOf('button_missing', message)];
  }
  return [];
}

function whenGiven(
  component: TemplateComponent,
  buttons: readonly DefinedButton[],
): TemplateProblem[] {
  const index = indexOf(component);
  const button = buttons[index];
  if (button === undefined) {
    const has =
      buttons.length === 0
        ? 'no buttons'
        : `the buttons ${buttons.map(({ text, type }, place) => `${place} "${quoted(text ?? type)}"`).join(', ')}`;
    const which = Number.isNaN(index) ? 'a button without an index' : `button ${index}`;
    return [
      problemOf('button_unexpected', `The template has ${has}, and a value for ${which} is given.`),
    ];
  }

  const type = button.type.toUpperCase();
  const name = `The button "${quoted(button.text ?? type)}"`;
  const isCode = isOneTimeCode(button);
  const wanted = isCode ? 'URL' : type;
  const subType = component.sub_type?.toUpperCase() ?? '';
  if (subType !== wanted) {
    const is = isCode
      ? 'takes the one-time code (COPY_CODE in a binding, sub_type url as Meta has it)'
      : `is of type ${wanted}`;
    return [
      problemOf(
        'button_mismatch',
        `${name} ${is}, and a value for ${subType || 'no type'} is given.`,
      ),
    ];
  }
  if (type === 'URL' && !isCode && variablesOf(button.url).length === 0)
    return [
      problemOf(
        'button_unexpected',
        `${name} opens the fixed address "${quoted(button.url ?? '')}", and a value for it is given.`,
      ),
    ];
  const takesOne = ['URL', 'COPY_CODE'].includes(wanted);
  if (takesOne && component.parameters?.length !== 1)
    return [
      problemOf(
        'button_mismatch',
        `${name} takes one value, and ${component.parameters?.length ?? 0} are given.`,
      ),
    ];
  // Others may go without: the payload of a quick reply is Meta's to judge.
  if (takesOne && component.parameters?.some(isEmpty))
    return [
      problemOf(
        'parameter_empty',
        `${name} is given an empty value, and Meta takes no empty values.`,
      ),
    ];
  return [];
}

/** Its own key is its type. */
function isEmpty(parameter: TemplateParameter): boolean {
  const value = parameter[parameter.type.toLowerCase()] ?? '';
  return typeof value === 'string' && value.trim() === '';
}
