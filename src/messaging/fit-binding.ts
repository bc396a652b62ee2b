import type { TemplateBinding } from './template-binding.js';
import {
  buttonsOf,
  componentOf,
  isOneTimeCode,
  variablesOf,
  type TemplateDefinition,
} from './template-definition.js';

/**
 * The binding with a name for each value where the template names its variables, and with none where it numbers them. Parameters in an order
 * go to the variables of their names where all of them bear such, else to the variables in their order. The one-time code of an authentication
 * template goes where Meta takes it. What fits no way stays as it is, for `checkTemplateObject` to say why.
 */
export function fitBinding(
  asBound: TemplateBinding,
  definition: TemplateDefinition | undefined,
): TemplateBinding {
  if (definition === undefined) return asBound;
  const binding = withOneTimeCode(asBound, definition);
  const { body = [], header } = binding;
  const variables = variablesOf(componentOf(definition, 'BODY')?.text);
  if (definition.parameterFormat?.toUpperCase() !== 'NAMED')
    return isOrdered(body) ? binding : { ...binding, body: numbered(body, variables) };

  const [ofHeader] = variablesOf(componentOf(definition, 'HEADER')?.text);
  return {
    ...binding,
    header:
      header?.type === 'TEXT' && header.variable === undefined && ofHeader !== undefined
        ? { ...header, variable: ofHeader }
        : header,
    body: isOrdered(body) ? named(body, variables) : body,
  };
}

/** A code to copy is a coupon code to Meta, but for that of an authentication template: that is the value of a URL. */
function withOneTimeCode(
  binding: TemplateBinding,
  definition: TemplateDefinition,
): TemplateBinding {
  const defined = buttonsOf(definition);
  const isCode = (index: number): boolean => {
    const button = defined[index];
    return button !== undefined && isOneTimeCode(button);
  };
  if (!binding.buttons?.some(({ type, index }) => type === 'COPY_CODE' && isCode(index)))
    return binding;
  return {
    ...binding,
    buttons: binding.buttons.map((button) =>
      button.type === 'COPY_CODE' && isCode(button.index) ? { ...button, type: 'URL' } : button,
    ),
  };
}

type Body = NonNullable<TemplateBinding['body']>;

const isOrdered = (body: Body): body is readonly string[] => Array.isArray(body);

/** `{"1": …, "2": …}` is another way to write an order. */
function numbered(body: Exclude<Body, readonly string[]>, variables: readonly string[]): Body {
  const isWhole =
    Object.keys(body).length === variables.length &&
    variables.every((name) => /^\d+$/.test(name) && name in body);
  return isWhole ? variables.map((name) => body[name] ?? '') : body;
}

function named(body: readonly string[], variables: readonly string[]): Body {
  if (body.length !== variables.length) return body;
  const isByName = variables.every((name) => body.includes(name));
  return Object.fromEntries(
    variables.map((name, place) => [name, isByName ? name : (body[place] ?? '')]),
  );
}
