import type { FailureClass } from './failure-class.js';

type Codes = number | readonly [from: number, to: number];

/** What a refusal is told by, and what it is to onboarding. What it means to people: src/messaging/diagnoses. */
export interface ErrorRow {
  /** One code, or a range of codes that are the same. */
  readonly code: Codes;
  readonly subcode?: number;
  /** Any of these stands in Meta's English texts: only where code and subcode are not enough. Case and hyphens do not matter. */
  readonly textIncludes?: readonly string[];
  /** Absent where onboarding does not tell it from any other refusal. */
  readonly failureClass?: FailureClass;
}

/** What a row is looked up by: Meta's code and subcode, and everything Meta said in English. */
export interface ErrorKey {
  readonly code: number;
  readonly subcode?: number | null;
  readonly texts?: readonly (string | null | undefined)[];
}

/** Whatever the subcode and the text, unless a row of `variants` says more. */
const codesOf: Partial<Record<FailureClass, readonly Codes[]>> = {
  token: [0, 102, 104, 190],
  permission: [3, 10, [200, 299], 131005],
  not_visible: [33, 803],
  throttled: [4, 17, 32, 341, 613, 80007, 80008, 80012, 130429, 131056],
  transient: [1, 2, 131000, 131016, 133004],
  maintenance: [131057, 2494100],
  pin_mismatch: [133005],
  pin_guess_lock: [133008],
  pin_guess_fast: [133009],
  verification_needed: [133006],
  account_locked: [368, 131031],
  deletion_settling: [133015],
  attempts_locked: [133016],
  incomplete_deregistration: [133000],
  not_registered: [131045, 133010],
  code_not_sendable: [136024],
  code_wrong: [136025],
  callback_unverified: [2200],
  invalid_request: [100, 131008, 131009, 135000],
};

/** Told from others of their code. */
// One variant per line, so that it can be compared with its source.
// prettier-ignore
const variants: readonly ErrorRow[] = [
  { code: 100, subcode: 33, failureClass: 'not_visible' },
  { code: 100, textIncludes: ['nonexisting field'], failureClass: 'unknown_field' },
  { code: 100, textIncludes: ['Before override'], failureClass: 'not_subscribed_before_override' },
  { code: 100, textIncludes: ['callback verification failed', 'callback URL is not reachable', 'callback URL could not be validated'], failureClass: 'callback_unverified' },
  { code: 100, textIncludes: ['weak PIN'], failureClass: 'pin_invalid' },
  { code: 100, textIncludes: ['SMB businesses', 'SMB accounts'], failureClass: 'coexistence' },
  { code: 100, subcode: 2207051, failureClass: 'already_deregistered' },
  { code: 100, subcode: 2388004, failureClass: 'code_not_sendable' },
  { code: 100, subcode: 2388091, failureClass: 'code_not_sendable' },
  { code: 100, subcode: 2388092, failureClass: 'pin_invalid' },
  { code: 100, subcode: 2388093, failureClass: 'code_wrong' },
  // The page lists 2494100 beside numbers that come as subcodes of 100.
  { code: 100, subcode: 2494100, failureClass: 'maintenance' },
  { code: 200, textIncludes: ['accept the'], failureClass: 'terms_not_accepted' },
  { code: 136025, textIncludes: ['expired'], failureClass: 'code_expired' },
  { code: 136025, textIncludes: ['SMB businesses', 'SMB accounts'], failureClass: 'coexistence' },
  // "Cannot Create Certificate". Source: facts/meta.md §2.3; Meta's older page writes "Two-step authentication".
  { code: 100, subcode: 2388001, failureClass: 'certificate_unknown' },
  { code: 100, subcode: 2388001, textIncludes: ['display name'], failureClass: 'name_not_ready' },
  { code: 100, subcode: 2388001, textIncludes: ['existing WhatsApp account', 'existing account'], failureClass: 'number_in_use' },
  { code: 100, subcode: 2388001, textIncludes: ['two-step', '2-step', 'two-factor'], failureClass: 'two_step_on' },
  { code: 100, subcode: 2388001, textIncludes: ['ownership'], failureClass: 'ownership_unconfirmed' },
  // "Cannot migrate phone number": of its nine texts only one passes by itself.
  { code: 100, subcode: 2388103, failureClass: 'migration_blocked' },
  { code: 100, subcode: 2388103, textIncludes: ['error migrating'], failureClass: 'migration_transient' },
];

/** Known codes that onboarding does not meet, or treats as any other refusal; being known, they are not taken for passing faults when they come with HTTP 5xx. */
const othersKnown: readonly Codes[] = [
  192,
  300,
  506,
  130403,
  130472,
  130497,
  130501,
  131020,
  131021,
  131026,
  131030,
  131035,
  131037,
  [131041, 131042],
  131044,
  [131047, 131053],
  131055,
  [131059, 131060],
  [131062, 131064],
  [131201, 131215],
  [132000, 132001],
  132005,
  [132007, 132008],
  132012,
  [132015, 132016],
  132018,
  [132068, 132069],
  [133001, 133003],
  133007,
  134011,
  [134100, 134102],
  137000,
  [138000, 138025],
  [139000, 139004],
  [139100, 139103],
  141000,
  141002,
  141006,
  141010,
  [147001, 147005],
  200000,
  200002,
  [200005, 200007],
  1752041,
  2593079,
  2593085,
  [2593107, 2593109],
];

/** Every code of facts/meta.md §1.2 and §3.1–§3.3, as data. */
export const errorCatalogue: readonly ErrorRow[] = [
  ...Object.entries(codesOf).flatMap(([failureClass, codes]) =>
    codes.map((code) => ({ code, failureClass: failureClass as FailureClass })),
  ),
  ...variants,
  ...othersKnown.map((code) => ({ code })),
];

/** The row that says most about a refusal: one for its text before one for its subcode, before one for its code; undefined when Meta's code is new to us. */
export function findErrorRow(key: ErrorKey): ErrorRow | undefined {
  const text = plain(key.texts?.filter(Boolean).join(' ') ?? '');
  const [best] = errorCatalogue
    .filter((row) => matches(row, key, text))
    .toSorted((one, other) => precision(other) - precision(one));
  return best;
}

function matches({ code, subcode, textIncludes }: ErrorRow, key: ErrorKey, text: string): boolean {
  const [from, to] = typeof code === 'number' ? [code, code] : code;
  return (
    from <= key.code &&
    key.code <= to &&
    (subcode === undefined || subcode === key.subcode) &&
    (textIncludes === undefined || textIncludes.some((part) => text.includes(plain(part))))
  );
}

const precision = ({ subcode, textIncludes }: ErrorRow): number =>
  (textIncludes === undefined ? 0 : 2) + (subcode === undefined ? 0 : 1);

/** Meta writes "two-step" and "two step", ' and ’. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[-‐–]/g, ' ').replace(/’/g, "'").replace(/\s+/g, ' ');
}
