import { expect, test } from 'vitest';
import { messagesPerSecond, Pacer } from '../../src/messaging/pacing.js';

test.each([
  [false, 'STANDARD', 80],
  [false, 'HIGH', 1_000],
  [false, 'NOT_APPLICABLE', 80],
  [false, null, 80],
  [true, 'HIGH', 20],
])('coexistence %s and throughput %s allow %i a second', (isCoexistence, throughputLevel, rate) => {
  expect(messagesPerSecond({ isCoexistence, throughputLevel })).toBe(rate);
});

/** Takes as many as possible, each at once waited for. */
function sentWithin(
  pacer: Pacer,
  seconds: number,
  perSecond: number,
  recipientOf: (nth: number) => string,
) {
  let sent = 0;
  for (let at = 0; at < seconds * 1_000;) {
    const waitMs = pacer.take({ number: 'n', recipient: recipientOf(sent), perSecond }, at, 60_000);
    if (waitMs === null) break;
    at += waitMs;
    if (at < seconds * 1_000) sent += 1;
  }
  return sent;
}

test.each([20, 80, 1_000])('a number sends %i a second, and a little more at the start', (rate) => {
  const sent = sentWithin(new Pacer(), 10, rate, (nth) => `p${nth}`);
  expect(sent).toBeGreaterThanOrEqual(rate * 10);
  expect(sent).toBeLessThanOrEqual(rate * 10.5);
});

test('one person gets 45 at once, then one every six seconds', () => {
  const pacer = new Pacer();
  const take = (at: number) => pacer.take({ number: 'n', recipient: 'p', perSecond: 1_000 }, at, 0);
  const burst = Array.from({ length: 60 }, () => take(0));
  expect(burst.filter((waitMs) => waitMs === 0)).toHaveLength(45);
  expect(take(5_999)).toBeNull();
  expect(take(6_000)).toBe(0);
  expect(take(6_001)).toBeNull();
  expect(pacer.waitFor({ number: 'n', recipient: 'p', perSecond: 1_000 }, 6_001)).toBe(5_999);
  // Another person is another pair.
  expect(pacer.take({ number: 'n', recipient: 'q', perSecond: 1_000 }, 6_001, 0)).toBe(0);
});

test('what would take too long takes no place', () => {
  const pacer = new Pacer();
  const place = { number: 'n', recipient: 'p', perSecond: 1 };
  expect(pacer.take(place, 0, 0)).toBe(0);
  for (let nth = 0; nth < 5; nth++) expect(pacer.take(place, 0, 500)).toBeNull();
  expect(pacer.take(place, 0, 1_000)).toBe(1_000);
});

test.each([2, 3, 10])('%i processes together keep to the limits of one', (processes) => {
  const alone = new Pacer();
  const shares = Array.from({ length: processes }, () => new Pacer(() => processes));
  const together = (recipientOf: (nth: number) => string, perSecond: number): number =>
    shares.reduce((sum, pacer) => sum + sentWithin(pacer, 60, perSecond, recipientOf), 0);

  const everyone = (nth: number): string => `everyone ${nth}`;
  const sent = together(everyone, 80);
  expect(sent).toBeLessThanOrEqual(sentWithin(alone, 60, 80, everyone) + processes);
  expect(sent).toBeGreaterThan(0.9 * 60 * 80);
  const toOne = (pacer: Pacer) => sentWithin(pacer, 60, 80, () => 'one');
  const fresh = Array.from({ length: processes }, () => new Pacer(() => processes));
  expect(fresh.reduce((sum, pacer) => sum + toOne(pacer), 0)).toBeLessThanOrEqual(
    toOne(new Pacer()) + processes,
  );
});
