import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { lengthProblem } from './phone-length.js';

/** Whom a message goes to, in the one form that everything else uses. */
export type Recipient =
  | {
      readonly kind: 'phone';
      /** E.164 with its plus: without it Meta prepends the country code of the business. Source: facts/meta.md §1.14. */
      readonly id: string;
      /** ISO 3166-1; null where the number belongs to no country. */
      readonly country: string | null;
      /** How the input was read, for people. */
      readonly reading: string;
    }
  | {
      readonly kind: 'user';
      /** A business-scoped user id. */
      readonly id: string;
      readonly country: string | null;
      readonly reading: string;
    };

export type RecipientResult =
  | { readonly ok: true; readonly recipient: Recipient }
  /** `problem` is a whole sentence; it is about the country where that is none. */
  | { readonly ok: false; readonly problem: string; readonly about: 'recipient' | 'country' };

/** `CC.<id>`, or `CC.ENT.<id>` for a parent id. Source: facts/meta.md §4.4. */
const USER_ID = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

const EXTENSION = /(?:ext|x|#|;ext=)\.?\s*\d+\s*$/i;

/** Mexico gave up the 1 of its mobile numbers in 2019; address books, and Meta's `wa_id`, keep it. */
const MEXICAN_MOBILE = /^521(\d{10})$/;

/** Brazil put a 9 before its mobile numbers until 2016; address books, and Meta's `from` and `wa_id`, lack it. */
const OLD_BRAZILIAN_MOBILE = /^\+55(\d\d)([6-9]\d{7})$/;

/**
 * Reads a phone number as people write it: international with or without plus, or national with `defaultCountry` (ISO 3166-1). National
 * reading goes first, so that a country code is only guessed where the digits are no number of that country.
 */
export function readPhone(input: string, defaultCountry?: string): RecipientResult {
  const country = defaultCountry?.toUpperCase();
  if (country !== undefined && !isSupportedCountry(country)) {
    const problem = `"${defaultCountry}" is no country code such as IL.`;
    return { ok: false, problem, about: 'country' };
  }
  const text = input.trim();
  if (!/\p{Nd}/u.test(text)) return unread(`"${input}" has no digits.`);

  // Who wrote one meant somebody else than the number without it.
  if (EXTENSION.test(text))
    return unread(`"${input}" has an extension, which WhatsApp does not know.`);

  // With a country, its own national and international prefixes are understood.
  const inCountry = country === undefined ? null : phoneOf(text, country);
  if (inCountry !== null) return { ok: true, recipient: describe(inCountry, input, country) };
  const digits = text.replace(/^00/, '').replaceAll(/\D/g, '');
  const international = phoneOf(`+${digits.replace(MEXICAN_MOBILE, '52$1')}`);
  if (international !== null && (text.startsWith('+') || international.isValid()))
    return { ok: true, recipient: describe(international, input) };

  const written = text.startsWith('+') ? parse(text) : undefined;
  const ofLength = written === undefined ? null : lengthProblem(written);
  if (ofLength !== null)
    return unread(`"${input}" is no phone number: it ${ofLength}. Compare the digits.`);

  const advice =
    country === undefined
      ? 'Write it with + and its country code, or send default_country.'
      : 'Compare the digits and the country.';
  return unread(
    `"${input}" is no phone number${country === undefined ? '' : ` of ${country} or any other country`}. ${advice}`,
  );
}

const unread = (problem: string): RecipientResult => ({ ok: false, problem, about: 'recipient' });

/** Reads a business-scoped user id. */
export function readUserId(input: string): RecipientResult {
  const id = input.trim();
  const country = USER_ID.exec(id)?.[1];
  if (country === undefined) {
    return unread(
      `"${input}" is no business-scoped user id such as US.13491208655302741918; a phone number goes into "to".`,
    );
  }
  return {
    ok: true,
    recipient: { kind: 'user', id, country, reading: `${id} is a business-scoped user id.` },
  };
}

function parse(text: string, country?: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(text, {
    ...(country !== undefined && isSupportedCountry(country) && { defaultCountry: country }),
    extract: false,
  });
}

function phoneOf(text: string, country?: string): PhoneNumber | null {
  const parsed = parse(text, country);
  if (parsed === undefined) return null;
  const withNinth = parsePhoneNumberFromString(
    parsed.number.replace(OLD_BRAZILIAN_MOBILE, '+55$19$2'),
  );
  if (withNinth?.isValid() === true) return withNinth;
  // Written in full, its length decides: numbering plans grow faster than any table of them. What is guessed must be a known number.
  const isFit = text.startsWith('+') ? lengthProblem(parsed) === null : parsed.isValid();
  return isFit ? parsed : null;
}

function describe(phone: PhoneNumber, input: string, assumed?: string): Recipient {
  const id = phone.number;
  const country = phone.country ?? null;
  const where = country === null ? '' : ` (${country})`;
  const how =
    assumed === country ? `with default_country ${assumed}` : 'as an international number';
  return {
    kind: 'phone',
    id,
    country,
    reading: input.trim() === id ? `${id}${where}.` : `"${input}" was read ${how}: ${id}${where}.`,
  };
}
