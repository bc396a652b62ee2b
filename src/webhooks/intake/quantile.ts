import type { HistogramReading } from './histogram.js';

/**
 * The value below which this share (0–1) of what was seen lies, as Prometheus' `histogram_quantile` estimates it: evenly spread within its
 * bucket, the last bound for what lies beyond. Null when nothing was seen.
 */
export function quantile(
  { bounds, counts, count }: HistogramReading,
  share: number,
): number | null {
  if (count === 0) return null;
  const rank = share * count;
  const index = counts.findIndex((upTo) => upTo >= rank);
  const upper = bounds[index];
  if (upper === undefined) return bounds.at(-1) ?? null;
  const lower = bounds[index - 1] ?? 0;
  const before = counts[index - 1] ?? 0;
  const within = (counts[index] ?? 0) - before;
  return within === 0 ? upper : lower + (upper - lower) * ((rank - before) / within);
}
