import { isSupportedCountry } from 'libphonenumber-js/max';
import { readPhone } from './recipient.js';

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

/**
 * Where one phone has two numbers: Brazilian mobile numbers got a ninth digit, Mexican ones lost a 1, Argentinian ones have a 9 for those who
 * call from abroad. Meta's `wa_id` may be the one that the sender did not write. Source: facts/meta.md §1.14.
 */
const PAIRS: readonly (readonly [shorter: RegExp, longer: RegExp, added: string])[] = [
  [/^(55\d{2})(\d{8})$/, /^(55\d{2})9(\d{8})$/, '9'],
  [/^(52)(\d{10})$/, /^(52)1(\d{10})$/, '1'],
  [/^(54)(\d{10})$/, /^(54)9(\d{10})$/, '9'],
];

/** What a person who typed `text` looks for: what was sent to this number, to who wrote exactly this, or to whom Meta calls so. */
export function searchFor(text: string, defaultCountry?: string): RecipientSearch {
  const input = text.trim();
  const read = readPhone(input, defaultCountry);
  const recipient = read.ok ? read.recipient.id : input;
  const digits = input.replace(/^(\+|00)/, '');
  const waIds = [...new Set([recipient.replace(/^\+/, ''), digits])].filter((id) =>
    PAIRS.some((pair) => otherOf(id, pair) !== null),
  );
  const others = waIds.flatMap((id) => PAIRS.map((pair) => otherOf(id, pair)));
  const candidates = [...waIds, ...others.filter((id) => id !== null)].map((id) => `+${id}`);
  const isTold = read.ok && defaultCountry !== undefined;
  return {
    recipient,
    input: isTold ? null : input,
    waIds,
    recipientsOfWaIds: [...new Set(candidates)],
  };
}

function otherOf(id: string, [shorter, longer, added]: (typeof PAIRS)[number]): string | null {
  if (shorter.test(id)) return id.replace(shorter, `$1${added}$2`);
  return longer.test(id) ? id.replace(longer, '$1$2') : null;
}
