import { fitBinding } from './fit-binding.js';
import type { TemplateDefinition } from './template-definition.js';
import { buttonsOf, componentOf } from './template-definition.js';
import type { TemplateBinding, TemplateValues } from './template-binding.js';

/** What a person would see of a template message. Text that has no value yet keeps its variable, `{{1}}`. */
export interface Preview {
  /** The header's text, or the link of its media. */
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
  readonly buttons: readonly string[];
}

/** Fills a template as Meta would; what is missing stays visible. */
export function previewOf(
  definition: TemplateDefinition,
  binding: TemplateBinding,
  values: TemplateValues,
): Preview {
  const { header, body = [] } = fitBinding(binding, definition);
  const value = (param: string | undefined): string | undefined => {
    const given = param === undefined ? undefined : values[param];
    return given === undefined || given === '' ? undefined : String(given);
  };
  const ofBody = (variable: string): string | undefined =>
    value(
      Array.isArray(body) ? body[Number(variable) - 1] : (body as Record<string, string>)[variable],
    );
  const headerPart = componentOf(definition, 'HEADER');
  const isText = headerPart?.format === 'TEXT' || headerPart?.format === undefined;
  return {
    header:
      headerPart === undefined
        ? null
        : isText
          ? fill(headerPart.text, () => value(header?.param))
          : (value(header?.param) ?? `{{${headerPart.format ?? ''}}}`),
    body: fill(componentOf(definition, 'BODY')?.text, ofBody),
    footer: componentOf(definition, 'FOOTER')?.text ?? null,
    buttons: buttonsOf(definition).map(({ text, type }) => text ?? type),
  };
}

const fill = (
  text: string | null | undefined,
  valueOf: (variable: string) => string | undefined,
): string =>
  (text ?? '').replaceAll(
    /\{\{\s*([^{}]+?)\s*\}\}/g,
    (variable, name: string) => valueOf(name) ?? variable,
  );
