import { DAY, HOUR, MINUTE } from './duration.js';
import { EXPIRY_RUNGS_DAYS } from './token-news.js';

/** How often a token is looked at that Meta takes. */
const REGULAR = 6 * HOUR;
/** After a look that told nothing. */
const AFTER_NO_ANSWER = 15 * MINUTE;
/** A dead token by how long it has been dead; one call serves all numbers that wait for it. */
const DEAD: readonly { readonly untilAge: number; readonly delay: number }[] = [
  { untilAge: HOUR, delay: 5 * MINUTE },
  { untilAge: DAY, delay: HOUR },
  { untilAge: Infinity, delay: REGULAR },
];

/** What decides when a token is looked at again. Instants in ms. */
export interface TokenLook {
  readonly at: number;
  readonly outcome: 'valid' | 'refused' | 'no_answer';
  readonly refusedSince: number | null;
  /** Refusals since it was last believed: one that Meta takes and refuses in turn is asked about ever less often. */
  readonly refusals: number;
  readonly endsAt: number | null;
  readonly pace: number;
  /** In [-1, 1]: ± 10 %. */
  readonly jitter: number;
}

/** When a token is looked at next, ms: in its rhythm, but not past the instant at which its expiry must be told or at which it ends. */
export function nextTokenLook(look: TokenLook): number {
  const { at, endsAt, pace, jitter } = look;
  const rhythm = at + Math.max(Math.round(delayOf(look) * (1 + 0.1 * jitter) * pace), 1);
  const instants =
    endsAt === null ? [] : [...EXPIRY_RUNGS_DAYS.map((days) => endsAt - days * DAY), endsAt];
  return Math.min(rhythm, ...instants.filter((instant) => instant > at));
}

function delayOf({ at, outcome, refusedSince, refusals, pace }: TokenLook): number {
  if (outcome === 'no_answer') return AFTER_NO_ANSWER;
  if (outcome === 'valid' || refusedSince === null) return REGULAR;
  const age = (at - refusedSince) / pace;
  const delay = DEAD.find(({ untilAge }) => age < untilAge)?.delay ?? REGULAR;
  return Math.min(delay * 2 ** Math.max(refusals - 1, 0), REGULAR);
}
