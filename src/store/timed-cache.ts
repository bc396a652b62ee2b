/** Remembers what was loaded for a moment, so that a burst reads it once. A load that failed is not remembered. */
export class TimedCache<T> {
  readonly #kept = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  readonly #keepMs: number;
  /** Keys kept before those that are over are forgotten. */
  static readonly #MANY = 10_000;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    // The process's own clock: what is kept is a moment old, whatever time it is for the domain.
    const now = performance.now();
    const known = this.#kept.get(key);
    if (known !== undefined && now < known.until) return known.value;
    if (this.#kept.size >= TimedCache.#MANY) this.#forget(now);
    const value = load();
    this.#kept.set(key, { until: now + this.#keepMs, value });
    value.catch(() => this.#kept.delete(key));
    return value;
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
  }
}
