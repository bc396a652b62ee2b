/** How often, from 0 to 1, something happens that the Graph API does now and then. Source: facts/meta.md §4.2, §8.9. */
export interface ChaosRates {
  duplicates: number;
  reorder: number;
  delay: number;
  drop: number;
  /** Several updates in one POST. */
  batches: number;
  /** `delivered` is never sent. */
  skip_delivered: number;
  /** Extra keys in answers. */
  unknown_keys: number;
  /** Words nobody has seen in enum fields. */
  unknown_enums: number;
}

/** All quiet. */
export const NO_CHAOS: Readonly<ChaosRates> = {
  duplicates: 0,
  reorder: 0,
  delay: 0,
  drop: 0,
  batches: 0,
  skip_delivered: 0,
  unknown_keys: 0,
  unknown_enums: 0,
};

/** Decides by a seeded generator, so that a run with chaos can be repeated. */
export class Chaos {
  rates: ChaosRates = { ...NO_CHAOS };
  #seed = 1;

  happens(what: keyof ChaosRates): boolean {
    const rate = this.rates[what];
    return rate > 0 && this.random() < rate;
  }

  /** mulberry32: small, even enough, the same everywhere. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  restart(seed = 1): void {
    this.#seed = seed;
  }

  reset(): void {
    this.rates = { ...NO_CHAOS };
    this.#seed = 1;
  }
}
