import { isSupportedCountry } from 'libphonenumber-js/max';
import { formsOf } from './recipient-forms.js';
import { readPhone } from './recipient.js';

/** Under what a person is looked for among messages: any one of the three. */
export interface RecipientSearch {
  /** E.164, or a business-scoped user id. */
  readonly recipients: readonly string[];
  /** As the sender wrote it; null where a country says which number that is. */
  readonly input: string | null;
  /** Digits that Meta may have answered with, where they may differ from those it was asked for. */
  readonly waIds: readonly string[];
  /** Whom a message that was answered with one of them may have been sent to. */
  readonly recipientsOfWaIds: readonly string[];
}

/** Is it a country code such as IL? */
export const isCountry = (text: string): boolean => isSupportedCountry(text.toUpperCase());

/** What a person who typed `text` looks for: what was sent to this number, by who wrote exactly this, or to whom Meta calls so. */
export function searchFor(text: string, defaultCountry?: string): RecipientSearch {
  const typed = text.trim();
  const read = readPhone(typed, defaultCountry);
  const recipient = read.ok ? read.recipient.id : typed;
  const digits = typed.replace(/^00/, '').replaceAll(/\D/g, '');
  const waIds = [recipient.replace(/^\+/, ''), digits].filter((id) => formsOf(id).length > 1);
  const isTold = read.ok && defaultCountry !== undefined;
  return {
    // What was sent before its digits were read as they are now has them as they were typed.
    recipients: unique(typed.startsWith('+') ? [recipient, `+${digits}`] : [recipient]),
    input: isTold ? null : typed,
    waIds: unique(waIds),
    recipientsOfWaIds: unique(waIds.flatMap(formsOf)).map((id) => `+${id}`),
  };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
