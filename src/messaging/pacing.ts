const SECOND = 1_000;

/** One message to a person every six seconds, of which 45 may be borrowed from the future. Source: facts/meta.md §1.17. */
const PAIR = { intervalMs: 6 * SECOND, burst: 45 };

/** Messages a second by throughput level. Source: facts/meta.md §1.17. */
const COEXISTENCE_PER_SECOND = 20;
const HIGH_PER_SECOND = 1_000;
const STANDARD_PER_SECOND = 80;

/** What Meta lets one number send in a second; an unknown level counts as the standard one. */
export function messagesPerSecond(number: {
  readonly isCoexistence: boolean;
  readonly throughputLevel: string | null;
}): number {
  if (number.isCoexistence) return COEXISTENCE_PER_SECOND;
  return number.throughputLevel === 'HIGH' ? HIGH_PER_SECOND : STANDARD_PER_SECOND;
}

/** Pairs and numbers kept before those without a debt are forgotten. */
const MANY = 50_000;

/**
 * Spreads what one process sends: per number by its throughput, per number and person by Meta's pair limit (generic cell rate algorithm:
 * per key only the instant by which everything taken so far is paid for). Several processes each spread their own share; what they send
 * too fast together Meta refuses with 130429 or 131056, and it is sent again later.
 */
export class Pacer {
  readonly #paidAt = new Map<string, number>();

  /** Takes a place and says how long to wait for it, ms; null and nothing taken where that would be longer than `atMostMs`. */
  take(
    {
      number,
      recipient,
      perSecond,
    }: { readonly number: string; readonly recipient: string; readonly perSecond: number },
    at: number,
    atMostMs: number,
  ): number | null {
    const pair = `${number}/${recipient}`;
    const intervalMs = SECOND / perSecond;
    const waitMs = Math.max(
      this.#waitFor(number, { intervalMs, burst: Math.ceil(perSecond / 4) }, at),
      this.#waitFor(pair, PAIR, at),
    );
    if (waitMs > atMostMs) return null;
    this.#pay(number, intervalMs, at);
    this.#pay(pair, PAIR.intervalMs, at);
    if (this.#paidAt.size > MANY) this.#forget(at);
    return waitMs;
  }

  /** How long a place would have to be waited for, ms; takes none. */
  waitFor(
    {
      number,
      recipient,
      perSecond,
    }: { readonly number: string; readonly recipient: string; readonly perSecond: number },
    at: number,
  ): number {
    const own = { intervalMs: SECOND / perSecond, burst: Math.ceil(perSecond / 4) };
    return Math.max(
      this.#waitFor(number, own, at),
      this.#waitFor(`${number}/${recipient}`, PAIR, at),
    );
  }

  #waitFor(key: string, { intervalMs, burst }: { intervalMs: number; burst: number }, at: number) {
    const paidAt = this.#paidAt.get(key) ?? at;
    return Math.max(0, paidAt + intervalMs - burst * intervalMs - at);
  }

  #pay(key: string, intervalMs: number, at: number): void {
    this.#paidAt.set(key, Math.max(this.#paidAt.get(key) ?? at, at) + intervalMs);
  }

  #forget(at: number): void {
    for (const [key, paidAt] of this.#paidAt) if (paidAt <= at) this.#paidAt.delete(key);
  }
}
