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

/** Of a message, what tells whether something of it is still to come. */
interface Awaited {
  readonly status: string;
  readonly accepted_at: Date | null;
  readonly sent_at: Date | null;
}

/** Since when the next status of a message is awaited: after it was accepted, that it was sent; after that, that it arrived. Null: none is. */
export function awaitedSince({ status, accepted_at, sent_at }: Awaited): number | null {
  if (status === 'accepted') return accepted_at?.getTime() ?? null;
  return status === 'sent' ? (sent_at?.getTime() ?? null) : null;
}

/** A message of which nothing came in the usual time. */
export interface Lateness {
  readonly since: number;
  /** After how long we say so, ms. */
  readonly afterMs: number;
}

/** Is the next status of a message late, by twice the usual time of its kind to arrive? The person may simply be offline. */
export function latenessOf(message: Awaited, usual: UsualTime | null, at: number): Lateness | null {
  const since = awaitedSince(message);
  if (since === null) return null;
  const known = usual !== null && usual.count >= ENOUGH_DELIVERIES ? usual.p95Ms * 2 : USUAL;
  const afterMs = Math.max(known, LEAST_DELAY);
  return at - since > afterMs ? { since, afterMs } : null;
}
