import { HOUR, MINUTE } from './duration.js';

/** What is known of Meta's call budget for one WABA. Instants in ms. */
export interface CallUsage {
  /** The worst share in the usage headers, percent; null where they said nothing. */
  readonly percent: number | null;
  readonly readAt: number | null;
  /** When Meta takes calls again, where the last answer said so. */
  readonly resumeAt: number | null;
  /** Calls of this process within the last hour: all there is before the headers come. */
  readonly ownCalls: number;
  /** Whether the WABA has a number that is registered. */
  readonly hasRegistered: boolean;
}

/** Calls an hour of one app on one WABA. Source: facts/meta.md §1.17. */
const CALLS_PER_HOUR = { unregistered: 200, registered: 5_000 } as const;

/** Of the budget, percent: reads that nobody asked for leave the rest to people's steps. */
export const BACKGROUND_SHARE = 80;

/** While only our own count says that the budget is short. */
const LOOK_AGAIN = 5 * MINUTE;

/** The first instant from `at` on at which a read that nobody asked for may be made, ms. Meta's own word about when goes before our reckoning. */
export function backgroundCallsFrom(usage: CallUsage, at: number): number {
  const { percent, readAt, resumeAt } = usage;
  if (resumeAt !== null) return Math.max(resumeAt, at);
  if (percent !== null && readAt !== null && percent >= BACKGROUND_SHARE) {
    // The hour rolls on: what was used fades evenly, as no header comes while no call is made.
    const free = readAt + HOUR * (1 - BACKGROUND_SHARE / percent);
    if (free >= at) return Math.max(Math.ceil(free), at + 1);
  }
  return ownShare(usage) >= BACKGROUND_SHARE ? at + LOOK_AGAIN : at;
}

function ownShare({ ownCalls, hasRegistered }: CallUsage): number {
  const limit = hasRegistered ? CALLS_PER_HOUR.registered : CALLS_PER_HOUR.unregistered;
  return (ownCalls * 100) / limit;
}

/** So many own calls are no matter of doubt, whether a number is registered or not. */
export const isOwnCountHarmless = (ownCalls: number): boolean =>
  ownCalls * 100 < CALLS_PER_HOUR.unregistered * BACKGROUND_SHARE;
