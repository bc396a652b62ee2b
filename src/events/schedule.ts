import { DAY, HOUR, MINUTE, SECOND } from '../onboarding/duration.js';

/** How long after each failure the next try comes, ms. Design: api.md §5. */
export const RETRY_AFTER: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** An endpoint that took nothing for so long is told nothing more, ms. */
export const DISABLE_AFTER = 5 * DAY;

/** No wish to be left alone counts for longer, ms. */
export const LONGEST_WISH = 24 * HOUR;

/** Spreads what failed together, as a part of the delay. */
const JITTER = 0.1;

/** What an endpoint answered, as far as it decides what is next. */
export interface Answer {
  /** Null: none came. */
  readonly status: number | null;
  /** `Retry-After`, ms. */
  readonly retryAfterMs: number | null;
}

/** What follows from an answer for the event and for its endpoint. */
export interface Verdict {
  readonly status: 'succeeded' | 'pending' | 'failed';
  /** Failures since the schedule began, this one included. */
  readonly failures: number;
  readonly nextAttemptAt: number;
  /** The endpoint asks to be left alone until then. */
  readonly heldUntil: number | null;
  /** The endpoint is to be told nothing more. */
  readonly disable: 'gone' | 'failing' | null;
}

/** Only 2xx means that the endpoint took it. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Decides what is next after the `failures` before this answer. `jitter` in 0…1; instants in ms. */
export function judge(
  { status, retryAfterMs }: Answer,
  {
    at,
    failures,
    failingSince,
    jitter,
  }: { at: number; failures: number; failingSince: number | null; jitter: number },
): Verdict {
  if (status !== null && isSuccess(status))
    return { status: 'succeeded', failures, nextAttemptAt: at, heldUntil: null, disable: null };

  const delay = RETRY_AFTER[failures];
  const wish =
    (status === 429 || status === 503) && retryAfterMs !== null
      ? Math.min(Math.max(retryAfterMs, 0), LONGEST_WISH)
      : null;
  return {
    status: delay === undefined ? 'failed' : 'pending',
    failures: failures + 1,
    nextAttemptAt: at + Math.max((delay ?? 0) * (1 + JITTER * jitter), wish ?? 0),
    heldUntil: wish === null ? null : at + wish,
    disable: disabling(status, at, failingSince),
  };
}

function disabling(
  status: number | null,
  at: number,
  failingSince: number | null,
): Verdict['disable'] {
  if (status === 410) return 'gone';
  return failingSince !== null && at - failingSince >= DISABLE_AFTER ? 'failing' : null;
}

/** `Retry-After` as seconds or as a date, ms from `at`; null for anything else. */
export function retryAfterOf(header: string | undefined, at: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * SECOND;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(date - at, 0);
}
