/** How often values up to each bound were seen, as Prometheus counts: each bucket holds the ones before it. */
export interface HistogramReading {
  /** Upper bounds; a last bucket without one holds everything. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

export interface Histogram {
  observe(value: number): void;
  read(): HistogramReading;
}

/** Counts in memory; `bounds` ascend. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const buckets = [...bounds, Infinity].map(() => 0);
  let sum = 0;
  return {
    observe(value) {
      const nth = bounds.findIndex((bound) => value <= bound);
      const index = nth < 0 ? bounds.length : nth;
      buckets[index] = (buckets[index] ?? 0) + 1;
      sum += value;
    },
    read() {
      let count = 0;
      const counts = buckets.map((seen) => (count += seen));
      return { bounds, counts, count, sum };
    },
  };
}
