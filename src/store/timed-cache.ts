/**
 * Remembers what was loaded for a moment, so that a burst reads it once. A load that failed is not remembered, nor one that `isKept` turns
 * down: whoever is refused because of it may have mended it by the next request.
 */
export class TimedCache<T> {
  readonly #kept = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  readonly #keepMs: number;
  readonly #isKept: (value: T) => boolean;
  /** Keys kept before those that are over are forgotten. */
  static readonly #MANY = 10_000;

  constructor(keepMs: number, isKept: (value: T) => boolean = () => true) {
    this.#keepMs = keepMs;
    this.#isKept = isKept;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    // The process's own clock: what is kept is a moment old, whatever time it is for the domain.
    const now = performance.now();
    const known = this.#kept.get(key);
    if (known !== undefined && now < known.until) return known.value;
    if (this.#kept.size >= TimedCache.#MANY) this.#forget(now);
    const value = load();
    const kept = { until: now + this.#keepMs, value };
    this.#kept.set(key, kept);
    const drop = (): void => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    };
    value.then((loaded) => {
      if (!this.#isKept(loaded)) drop();
    }, drop);
    return value;
  }

  /** What is loaded next is new. */
  forget(key: string): void {
    this.#kept.delete(key);
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
  }
}
