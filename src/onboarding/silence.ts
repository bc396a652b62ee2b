import { DAY, HOUR, MINUTE } from './duration.js';

/** How far back the usual traffic is looked for. */
export const TRAFFIC_WINDOW = 14 * DAY;
/** A number is busy with messages in so many different hours of the window … */
const BUSY_HOURS = 40;
/** … from the first to the last of which so much time passed. */
const BUSY_SPAN = 7 * DAY;
/** Most of the time lies in gaps no longer than the usual one. */
const SHARE_OF_TIME = 0.95;
/** Silence is this many usual gaps, and never less than the shortest. */
const TIMES = 2;
const SHORTEST_SILENCE = 6 * HOUR;

/**
 * The usual gap between two messages, ms: 95 % of the time passed in gaps no longer than it. By time and not by count, because a busy day has
 * a thousand gaps of a minute and one night; so nights and weekends are usual, and one outage is not. Null for a number that is not usually
 * busy. `busyHours` are the starts (ms) of the hours of the window in which anything came, in any order; exact to an hour.
 */
export function usualGap(busyHours: readonly number[]): number | null {
  const hours = busyHours.toSorted((one, other) => one - other);
  const span = (hours.at(-1) ?? 0) - (hours[0] ?? 0);
  if (hours.length < BUSY_HOURS || span < BUSY_SPAN) return null;
  const gaps = hours
    .slice(1)
    .map((hour, n) => hour - (hours[n] ?? hour))
    .toSorted((one, other) => one - other);
  let passed = 0;
  for (const gap of gaps) {
    passed += gap;
    if (passed >= span * SHARE_OF_TIME) return gap;
  }
  return gaps.at(-1) ?? null;
}

/** What is known of a number's traffic. */
export interface Traffic {
  /** Null: not usually busy, so that silence says nothing. */
  readonly usualGapMs: number | null;
  /** When anything last came for it, ms: messages and statuses alike prove that webhooks reach us. */
  readonly lastReceivedAt: number | null;
}

/** For how long nothing has come for a number that is usually busy, ms; null while that is nothing unusual. `liveSince`: from then on. */
export function silence(
  { usualGapMs, lastReceivedAt }: Traffic,
  liveSince: number,
  at: number,
): { readonly lasts: number; readonly usual: number } | null {
  if (usualGapMs === null || lastReceivedAt === null) return null;
  const lasts = at - Math.max(lastReceivedAt, liveSince);
  return lasts > Math.max(usualGapMs * TIMES, SHORTEST_SILENCE)
    ? { lasts, usual: usualGapMs }
    : null;
}

/** A length of time for people: `3 days`, `7 hours`. */
export function inWords(ms: number): string {
  const [unit, name] =
    ms >= 2 * DAY ? [DAY, 'day'] : ms >= 2 * HOUR ? [HOUR, 'hour'] : [MINUTE, 'minute'];
  const count = Math.max(Math.round(ms / unit), 1);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
