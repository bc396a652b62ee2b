import { isSupportedCountry } from 'libphonenumber-js/max';
import { readPhone } from './recipient.js';
import { formsOf } from './recipient-forms.js';

/** Under what a person is looked for among messages: any one of the three. */
export interface RecipientSearch {
  /** E.164, or a business-scoped user id. */
  readonly recipient: string;
  /** As the sender wrote it; null where a country says which number that is. */
  readonly input: string | null;
  /** Digits that Meta may have answered with. */
  readonly waIds: readonly string[];
  /** Whom a message that was answered with one of them may have been sent to. */
  readonly recipientsOfWaIds: readonly string[];
}

/** Is it a country code such as IL? */
export const isCountry = (text: string): boolean => isSupportedCountry(text.toUpperCase());

/** What a person who typed `text` looks for: what was sent to this number, to who wrote exactly this, or to whom Meta calls so. */
export function searchFor(text: string, defaultCountry?: string): RecipientSearch {
  const input = text.trim();
  const read = readPhone(input, defaultCountry);
  const recipient = read.ok ? read.recipient.id : input;
  const digits = input.replace(/^(\+|00)/, '');
  const waIds = [...new Set([recipient.replace(/^\+/, ''), digits])].filter(hasTwo);
  const candidates = [...waIds, ...waIds.flatMap(formsOf)].map((id) => `+${id}`);
  const isTold = read.ok && defaultCountry !== undefined;
  return {
    recipient,
    input: isTold ? null : input,
    waIds,
    recipientsOfWaIds: [...new Set(candidates)],
  };
}

/** Only where one phone has two numbers Meta's `wa_id` may be the one that the sender did not write. Source: facts/meta.md §1.14. */
const hasTwo = (id: string): boolean => formsOf(id).length > 1;
