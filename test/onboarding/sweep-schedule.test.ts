import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { isRisky, nextSweepAt, type SweepOutlook } from '../../src/onboarding/sweep-schedule.js';
import { AT, NODE } from './world.js';

const QUIET: SweepOutlook = {
  isRisky: false,
  mustConfirm: false,
  failures: 0,
  until: null,
  usagePercent: null,
  at: AT,
  pace: 1,
  jitter: 0,
};

test.each<[string, Partial<SweepOutlook>, number]>([
  ['a quiet WABA is swept hourly', {}, HOUR],
  ['a risky one twice as often', { isRisky: true }, 30 * MINUTE],
  ['what one look found is confirmed two minutes later', { mustConfirm: true }, 2 * MINUTE],
  ['… whatever else holds', { mustConfirm: true, failures: 3, usagePercent: 95 }, 2 * MINUTE],
  ['after a failure it is tried soon', { failures: 1 }, 5 * MINUTE],
  ['… then more rarely', { failures: 3 }, 20 * MINUTE],
  ['… but never more rarely than without one', { failures: 9 }, HOUR],
  ['a WABA whose budget runs out is asked less', { usagePercent: 80 }, 2 * HOUR],
  ['… and less', { isRisky: true, usagePercent: 92 }, 2 * HOUR],
  ['a restriction’s end is not passed', { until: AT + 7 * MINUTE }, 7 * MINUTE],
  ['one that is over calls for nothing', { until: AT - 1 }, HOUR],
  ['one that ends later changes nothing', { until: AT + 3 * HOUR }, HOUR],
  ['pace shortens all of our own', { pace: 0.02 }, 72_000],
  ['… also the second look', { pace: 0.02, mustConfirm: true }, 2_400],
  ['… but not what Meta stated', { pace: 0.02, until: AT + 5_000 }, 5_000],
  ['jitter, up', { jitter: 1 }, 66 * MINUTE],
  ['jitter, down', { jitter: -1 }, 54 * MINUTE],
])('%s', (_, outlook, delay) => {
  expect(nextSweepAt({ ...QUIET, ...outlook }) - AT).toBe(delay);
});

test.each([
  [{ qualityRating: 'GREEN', status: 'CONNECTED' }, false],
  [{ qualityRating: 'UNKNOWN', status: 'CONNECTED' }, false],
  [{ qualityRating: null, status: null }, false],
  [{ qualityRating: 'YELLOW', status: 'CONNECTED' }, true],
  [{ qualityRating: 'RED', status: 'CONNECTED' }, true],
  ...['FLAGGED', 'RESTRICTED', 'RATE_LIMITED', 'DISCONNECTED'].map(
    (status) => [{ qualityRating: 'GREEN', status }, true] as const,
  ),
] as const)('%o is risky: %s', (node, risky) => {
  expect(isRisky({ ...NODE, ...node })).toBe(risky);
});
