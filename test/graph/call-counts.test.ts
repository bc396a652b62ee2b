import { expect, test } from 'vitest';
import { createCallCounts } from '../../src/graph/call-counts.js';

const MINUTE = 60_000;
const AT = Date.parse('2026-11-20T12:00:00Z');

test('counts each WABA alone, over an hour that rolls on', () => {
  const counts = createCallCounts();
  counts.count('1', AT);
  counts.count('1', AT + 10 * MINUTE);
  counts.count('1', AT + 10 * MINUTE);
  counts.count('2', AT);

  expect(counts.lastHour('1', AT + 59 * MINUTE)).toBe(3);
  expect(counts.lastHour('2', AT + 59 * MINUTE)).toBe(1);
  expect(counts.lastHour('3', AT)).toBe(0);
  expect(counts.lastHour('1', AT + 60 * MINUTE)).toBe(2);
  expect(counts.lastHour('1', AT + 70 * MINUTE)).toBe(0);
  counts.count('1', AT + 10 * 24 * 60 * MINUTE);
  expect(counts.lastHour('1', AT + 10 * 24 * 60 * MINUTE)).toBe(1);
});
