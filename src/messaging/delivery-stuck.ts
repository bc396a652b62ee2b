const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Until enough was delivered to know better, ms. */
const USUAL = HOUR;
/** Less than this since it was sent is no delay worth a word, ms. */
export const LEAST_DELAY = 10 * MINUTE;
/** Deliveries that a usual time must rest on. */
export const ENOUGH_DELIVERIES = 20;

/** How long messages of one template to one country take from sent to delivered. */
export interface UsualTime {
  /** 95 of 100 take no longer, ms. */
  readonly p95Ms: number;
  readonly count: number;
}

/** A message that left Meta and did not arrive in the usual time. */
export interface Stuck {
  readonly isStuck: boolean;
  /** After how long we say so, ms. */
  readonly afterMs: number;
}

/** Is a message that was sent at `sentAt` late, by twice the usual time of its kind? The person may simply be offline. */
export function stuckInSent(sentAt: number, usual: UsualTime | null, at: number): Stuck {
  const known = usual !== null && usual.count >= ENOUGH_DELIVERIES ? usual.p95Ms * 2 : USUAL;
  const afterMs = Math.max(known, LEAST_DELAY);
  return { isStuck: at - sentAt > afterMs, afterMs };
}
