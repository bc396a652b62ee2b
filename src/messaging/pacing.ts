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
 * per key only the instant by which everything taken so far is paid for). Several processes each take their part of every limit, so that
 * together they keep to it.
 */
export class Pacer {
  readonly #paidAt = new Map<string, number>();
  readonly #processes: () => number;

  /** `processes`: how many share the limits now. @default this one alone */
  constructor(processes: () => number = () => 1) {
    this.#processes = processes;
  }

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
    const { ofNumber, ofPair } = this.#limits(perSecond);
    const pair = `${number}/${recipient}`;
    const waitMs = Math.max(this.#waitFor(number, ofNumber, at), this.#waitFor(pair, ofPair, at));
    if (waitMs > atMostMs) return null;
    this.#pay(number, ofNumber.intervalMs, at);
    this.#pay(pair, ofPair.intervalMs, at);
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
    const { ofNumber, ofPair } = this.#limits(perSecond);
    return Math.max(
      this.#waitFor(number, ofNumber, at),
      this.#waitFor(`${number}/${recipient}`, ofPair, at),
    );
  }

  /** This process's part. */
  #limits(perSecond: number) {
    const processes = this.#processes();
    const part = (burst: number): number => Math.max(1, Math.floor(burst / processes));
    return {
      ofNumber: {
        intervalMs: (SECOND / perSecond) * processes,
        burst: part(Math.ceil(perSecond / 4)),
      },
      ofPair: { intervalMs: PAIR.intervalMs * processes, burst: part(PAIR.burst) },
    };
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
