import { expect, test } from 'vitest';
import { createHistogram } from '../../../src/webhooks/intake/histogram.js';
import { quantile } from '../../../src/webhooks/intake/quantile.js';

const seen = (values: readonly number[]) => {
  const histogram = createHistogram([1, 10, 100]);
  for (const value of values) histogram.observe(value);
  return histogram.read();
};

test.each([
  ['nothing was seen', [], 0.5, null],
  ['all in the first bucket: half of it', [0.5, 0.5], 0.5, 0.5],
  ['half of them in the first bucket: its end', [0.5, 5], 0.5, 1],
  ['evenly spread within a bucket', [5, 5, 5, 5], 0.75, 7.75],
  ['the one that is late', [...Array<number>(99).fill(0.5), 50], 1, 100],
  ['beyond the last bound: that bound', [5_000], 0.5, 100],
] as const)('%s', (_, values, share, expected) => {
  expect(quantile(seen(values), share)).toBe(expected);
});
