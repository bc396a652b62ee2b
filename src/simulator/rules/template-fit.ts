import type { Parameters } from '../graph/call.js';
import { isObject } from '../graph/call.js';
import { sendRefused } from '../graph/message-errors.js';
import type { Template } from '../state/template.js';

type Part = Record<string, unknown>;

const NOT_TEXT = ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'];

/** The template that is meant. @throws GraphRefusal where it is missing, not approved, or its parameters do not fit. Source: facts/meta.md §3.3. */
export function fittingTemplate(templates: readonly Template[], given: Parameters): Template {
  const name = String(given['name']);
  const language = String((given['language'] as Part | undefined)?.['code']);
  const known = templates.find((one) => one.name === name && one.language === language);
  const status = known?.status;
  if (status === 'PAUSED') throw sendRefused(132015);
  if (status === 'DISABLED') throw sendRefused(132016);
  if (known === undefined || status !== 'APPROVED')
    throw sendRefused(132001, `template name (${name}) does not exist in ${language}`);

  const components = partsOf(given['components']);
  for (const part of partsOf(known.components)) checkPart(part, components);
  return known;
}

function checkPart(part: Part, given: readonly Part[]): void {
  switch (upper(part['type'])) {
    case 'HEADER': {
      const format = upper(part['format'] ?? 'TEXT');
      const parameters = parametersOf(given, 'HEADER');
      const received = upper(parameters[0]?.['type'] ?? 'UNKNOWN');
      const isText = format === 'TEXT';
      const takesNone = isText && variablesIn(part['text']) === 0;
      const isWrong = isText ? !takesNone && NOT_TEXT.includes(received) : received !== format;
      if (isWrong)
        throw sendRefused(
          132012,
          `header: Format mismatch, expected ${format}, received ${received}`,
        );
      if (isText) checkCount('header', part['text'], parameters);
      return;
    }
    case 'BODY':
      return checkCount('body', part['text'], parametersOf(given, 'BODY'));
    case 'BUTTONS':
      for (const [index, button] of partsOf(part['buttons']).entries())
        checkButton(index, button, given);
  }
}

/** The code of an authentication template is sent as the parameter of a URL. Source: facts/meta.md §1.14. */
function checkButton(index: number, button: Part, given: readonly Part[]): void {
  const type = upper(button['type']);
  const takes = type === 'OTP' ? 'URL' : type;
  const needsOne =
    type === 'OTP' || type === 'COPY_CODE' || (type === 'URL' && variablesIn(button['url']) > 0);
  if (!needsOne) return;
  const filled = given.find(
    (one) => upper(one['type']) === 'BUTTON' && String(one['index']) === String(index),
  );
  const named = takes === 'URL' ? 'Url' : 'Copy Code';
  if (filled === undefined)
    throw sendRefused(
      131008,
      `buttons: Button at index ${index} of type ${named} requires a parameter`,
    );
  if (upper(filled['sub_type']) !== takes)
    throw sendRefused(132012, `buttons: Button at index ${index} is not of type ${named}`);
}

function checkCount(where: string, text: unknown, parameters: readonly Part[]): void {
  const expected = variablesIn(text);
  if (parameters.length === expected) return;
  throw sendRefused(
    132000,
    `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${expected})`,
  );
}

const variablesIn = (text: unknown): number =>
  new Set(typeof text === 'string' ? text.match(/\{\{[^}]+\}\}/g) : []).size;

const partsOf = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isObject) : []);

const parametersOf = (given: readonly Part[], type: string): Part[] =>
  given.filter((one) => upper(one['type']) === type).flatMap((one) => partsOf(one['parameters']));

const upper = (value: unknown): string => String(value).toUpperCase();
