import {
  parametersOf,
  type BoundButton,
  type BoundHeader,
  type TemplateBinding,
  type TemplateValues,
} from './template-binding.js';
import { mediaOf, mediaProblem } from './media.js';
import type {
  TemplateComponent,
  TemplateObject,
  TemplateParameter,
  TemplateProblem,
} from './template-object.js';

export { checkTemplateObject } from './check-template.js';
export { checkStanding } from './check-standing.js';

/** The template of a message as Meta takes it, or every reason why it cannot be made of these values. */
export type BuiltTemplate =
  | { readonly ok: true; readonly template: TemplateObject }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/** Fills a binding: every parameter is there and none is left over, and links are https. Says nothing of the template at Meta: that is `checkTemplateObject`. */
export function buildTemplate(binding: TemplateBinding, values: TemplateValues): BuiltTemplate {
  const problems = [
    ...missing(binding, values),
    ...leftOver(binding, values),
    ...media(binding, values),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const value = (name: string): string => String(values[name] ?? '');
  const components = [
    ...headerOf(binding.header, value),
    ...bodyOf(binding, value),
    ...(binding.buttons ?? []).map((button) => buttonOf(button, value)),
  ];
  return {
    ok: true,
    template: {
      name: binding.name,
      language: { code: binding.language },
      ...(components.length > 0 && { components }),
    },
  };
}

function missing(binding: TemplateBinding, values: TemplateValues): TemplateProblem[] {
  return parametersOf(binding).flatMap((parameter): TemplateProblem[] => {
    if (!Object.hasOwn(values, parameter)) {
      const message = `The parameter "${parameter}" is missing: the template "${binding.name}" needs it.`;
      return [{ code: 'parameter_missing', parameter, message }];
    }
    if (String(values[parameter]).trim() !== '') return [];
    const message = `The parameter "${parameter}" is empty, and Meta takes no empty values.`;
    return [{ code: 'parameter_empty', parameter, message }];
  });
}

function leftOver(binding: TemplateBinding, values: TemplateValues): TemplateProblem[] {
  const read = parametersOf(binding);
  return Object.keys(values)
    .filter((parameter) => !read.includes(parameter))
    .map((parameter) => ({
      code: 'parameter_left_over',
      parameter,
      message: `The parameter "${parameter}" is left over: nothing in the binding of the template "${binding.name}" reads it.`,
    }));
}

function media({ header }: TemplateBinding, values: TemplateValues): TemplateProblem[] {
  if (!header || header.type === 'TEXT') return [];
  const parameter = header.param;
  const value = String(values[parameter] ?? '').trim();
  if (value === '' || mediaOf(value) !== null) return [];
  return [mediaProblem(parameter, value)];
}

type ValueOf = (name: string) => string;

function headerOf(header: BoundHeader | null | undefined, value: ValueOf): TemplateComponent[] {
  if (!header) return [];
  return [{ type: 'header', parameters: [headerParameter(header, value(header.param).trim())] }];
}

function headerParameter({ type, variable }: BoundHeader, value: string): TemplateParameter {
  if (type === 'TEXT') return text(value, variable);
  const kind = type.toLowerCase();
  return { type: kind, [kind]: mediaOf(value) };
}

function bodyOf({ body = [] }: TemplateBinding, value: ValueOf): TemplateComponent[] {
  const parameters = Array.isArray(body)
    ? body.map((name: string) => text(value(name)))
    : Object.entries(body).map(([variable, name]) => text(value(name), variable));
  return parameters.length === 0 ? [] : [{ type: 'body', parameters }];
}

const text = (value: string, variable?: string): TemplateParameter => ({
  type: 'text',
  ...(variable !== undefined && { parameter_name: variable }),
  text: value,
});

function buttonOf({ type, index, param }: BoundButton, value: ValueOf): TemplateComponent {
  return {
    type: 'button',
    sub_type: type.toLowerCase(),
    index: String(index),
    parameters: [BUTTON_PARAMETERS[type](value(param))],
  };
}

const BUTTON_PARAMETERS: Record<BoundButton['type'], (value: string) => TemplateParameter> = {
  URL: (value) => ({ type: 'text', text: value }),
  QUICK_REPLY: (value) => ({ type: 'payload', payload: value }),
  COPY_CODE: (value) => ({ type: 'coupon_code', coupon_code: value }),
};
