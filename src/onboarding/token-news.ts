import { DAY } from './duration.js';
import { duration, instant } from './instant.js';
import type { Refusal, TokenFacts } from './observation.js';
import { tokenCause } from './token-cause.js';

/** That Meta refuses a token, and since when, ms. */
export interface TokenRefusal {
  readonly refusal: Refusal;
  readonly since: number;
}

/** The last rung of the ladder that was told, and for which end: a token that is prolonged begins anew. Instants in ms. */
export interface ToldExpiry {
  readonly endsAt: number;
  readonly rungDays: number;
}

/** What is known of a token before Meta's next answer. */
export interface TokenStanding {
  readonly last4: string;
  readonly facts: TokenFacts | null;
  readonly refused: TokenRefusal | null;
  readonly refusals: number;
  readonly toldExpiry: ToldExpiry | null;
}

/** What Meta said about a token: through `debug_token`, or by refusing a call that was made with it. */
export type TokenAnswer =
  | { readonly kind: 'valid'; readonly facts: TokenFacts }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly facts: TokenFacts | null };

/** Something that people and programs are told. */
export interface TokenNews {
  readonly kind:
    | 'token_invalid'
    | 'token_valid_again'
    | 'token_expiring'
    | 'token_permissions_changed'
    | 'token_accounts_changed';
  readonly event: 'waba.token_invalid' | 'waba.token_expiring' | 'waba.updated';
  /** A whole sentence. */
  readonly sentence: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Whether it can change what is decided about the token's numbers. */
  readonly wakes: boolean;
}

/** The new standing, and what of it is news. */
export interface TokenVerdict extends Omit<TokenStanding, 'last4' | 'facts'> {
  readonly facts: TokenFacts;
  readonly news: readonly TokenNews[];
}

/** Days before its end at which a token is told of, each once. */
export const EXPIRY_RUNGS_DAYS = [21, 7, 1] as const;

/** What an answer changes. Pure; each thing is news once, however often it is seen. */
export function tokenVerdict(before: TokenStanding, answer: TokenAnswer, at: number): TokenVerdict {
  return answer.kind === 'refused'
    ? refusedVerdict(before, answer.refusal, answer.facts, at)
    : validVerdict(before, answer.facts, at);
}

/** When the token ends or its access to data does, ms; null = never, as far as Meta says. Source: facts/meta.md §1.12. */
export function tokenEndsAt({ expiresAt, dataAccessExpiresAt }: TokenFacts): number | null {
  const ends = [expiresAt, dataAccessExpiresAt ?? null].filter((end) => end !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

function refusedVerdict(
  before: TokenStanding,
  refusal: Refusal,
  facts: TokenFacts | null,
  at: number,
): TokenVerdict {
  const wasRefused = before.refused !== null;
  const cause = tokenCause(refusal) || 'Meta gives no cause';
  return {
    // An answer about a dead token says little else; what was known of it stays.
    facts: { ...(before.facts ?? facts ?? NOTHING_KNOWN), valid: false },
    refused: before.refused ?? { refusal, since: at },
    refusals: wasRefused ? before.refusals : before.refusals + 1,
    toldExpiry: before.toldExpiry,
    news: wasRefused
      ? []
      : [
          {
            kind: 'token_invalid',
            event: 'waba.token_invalid',
            sentence: `Meta no longer accepts the access token …${before.last4}: ${cause}. Replace the token.`,
            facts: {
              code: refusal.code,
              subcode: refusal.subcode,
              message: refusal.message,
              fbtrace_id: refusal.fbtraceId,
            },
            wakes: true,
          },
        ],
  };
}

const NOTHING_KNOWN: TokenFacts = {
  valid: false,
  appId: null,
  appName: null,
  scopes: [],
  expiresAt: null,
};

function validVerdict(before: TokenStanding, facts: TokenFacts, at: number): TokenVerdict {
  const expiry = expiryNews(before, facts, at);
  return {
    facts,
    refused: null,
    // One good answer after a refusal may be a flap; the second in a row is believed.
    refusals: before.refused === null ? 0 : before.refusals,
    toldExpiry: expiry?.told ?? before.toldExpiry,
    news: [
      ...(before.refused === null ? [] : [validAgain(before)]),
      ...(expiry === null ? [] : [expiry.news]),
      ...(before.facts === null ? [] : changes(before.last4, before.facts, facts)),
    ],
  };
}

const validAgain = ({ last4, refused }: TokenStanding): TokenNews => ({
  kind: 'token_valid_again',
  event: 'waba.updated',
  sentence: `Meta accepts the access token …${last4} again.`,
  facts: { refused_since: refused === null ? null : new Date(refused.since).toISOString() },
  wakes: true,
});

function expiryNews(
  { last4, toldExpiry }: TokenStanding,
  facts: TokenFacts,
  at: number,
): { readonly told: ToldExpiry; readonly news: TokenNews } | null {
  const endsAt = tokenEndsAt(facts);
  if (endsAt === null || endsAt <= at) return null;
  const rungDays = EXPIRY_RUNGS_DAYS.findLast((days) => endsAt - at <= days * DAY);
  if (rungDays === undefined) return null;
  if (toldExpiry !== null && toldExpiry.endsAt >= endsAt && toldExpiry.rungDays <= rungDays)
    return null;
  const what =
    endsAt === facts.expiresAt
      ? `The access token …${last4} expires`
      : `The access to data of the access token …${last4} ends`;
  return {
    told: { endsAt, rungDays },
    news: {
      kind: 'token_expiring',
      event: 'waba.token_expiring',
      sentence: `${what} on ${instant(endsAt)}, in ${duration(endsAt - at)}. Replace it before, or we can neither check nor change its numbers.`,
      facts: { expires_at: new Date(endsAt).toISOString(), rung_days: rungDays },
      wakes: false,
    },
  };
}

function changes(last4: string, before: TokenFacts, after: TokenFacts): TokenNews[] {
  return [
    changed(last4, 'permission', before.scopes, after.scopes),
    changed(last4, 'WhatsApp account', before.wabaIds ?? null, after.wabaIds ?? null),
  ].filter((news) => news !== null);
}

/** Null where nothing changed, or where Meta did not say before or does not now. */
function changed(
  last4: string,
  what: 'permission' | 'WhatsApp account',
  before: readonly string[] | null,
  after: readonly string[] | null,
): TokenNews | null {
  if (before === null || after === null) return null;
  const lost = before.filter((one) => !after.includes(one)).toSorted();
  const gained = after.filter((one) => !before.includes(one)).toSorted();
  if (lost.length === 0 && gained.length === 0) return null;
  const list = (items: readonly string[]): string =>
    `${what}${items.length === 1 ? '' : 's'} ${items.join(', ')}`;
  const parts = [
    ...(lost.length === 0 ? [] : [`lost the ${list(lost)}`]),
    ...(gained.length === 0 ? [] : [`was given the ${list(gained)}`]),
  ];
  return {
    kind: what === 'permission' ? 'token_permissions_changed' : 'token_accounts_changed',
    event: 'waba.updated',
    sentence: `The access token …${last4} ${parts.join(' and ')}.`,
    facts: { lost, gained },
    wakes: true,
  };
}
