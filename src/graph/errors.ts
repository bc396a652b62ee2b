import type { ErrorRow } from './error-row.js';
import { authorizationErrors } from './errors/authorization.js';
import { messagingErrors } from './errors/messaging.js';
import { registrationErrors } from './errors/registration.js';
import { throttlingErrors } from './errors/throttling.js';

/** What a row is looked up by: Meta's code and subcode, and everything Meta said in English. */
export interface ErrorKey {
  readonly code: number;
  readonly subcode?: number | null;
  readonly texts?: readonly (string | null | undefined)[];
}

/** The error catalogue of facts/meta.md §3.1–§3.3, as data. */
export const errorCatalogue: readonly ErrorRow[] = [
  ...authorizationErrors,
  ...registrationErrors,
  ...throttlingErrors,
  ...messagingErrors,
];

/** The row that says most about a refusal: one for its text before one for its subcode, before one for its code; undefined when Meta's code is new to us. */
export function findErrorRow(key: ErrorKey): ErrorRow | undefined {
  const text = plain(key.texts?.filter(Boolean).join(' ') ?? '');
  const [best] = errorCatalogue
    .filter((row) => matches(row, key, text))
    .toSorted((one, other) => precision(other) - precision(one));
  return best;
}

function matches(row: ErrorRow, key: ErrorKey, text: string): boolean {
  const [from, to] = typeof row.code === 'number' ? [row.code, row.code] : row.code;
  const subcodes = typeof row.subcode === 'number' ? [row.subcode] : row.subcode;

  return (
    from <= key.code &&
    key.code <= to &&
    (!subcodes || subcodes.some((subcode) => subcode === key.subcode)) &&
    (!row.textIncludes || row.textIncludes.some((fragment) => text.includes(plain(fragment))))
  );
}

function precision({ code, subcode, textIncludes }: ErrorRow): number {
  return (
    (textIncludes ? 4 : 0) + (subcode !== undefined ? 2 : 0) + (typeof code === 'number' ? 1 : 0)
  );
}

/** Meta writes "two-step" and "two step", ' and ’. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[-‐–]/g, ' ').replace(/’/g, "'").replace(/\s+/g, ' ');
}
