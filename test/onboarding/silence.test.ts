import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { inWords, silence, usualGap } from '../../src/onboarding/silence.js';
import { AT } from './world.js';

/** The hours of 14 days, ending at a Wednesday noon, for which this holds; 0 = Sunday. */
const hoursWhere = (isBusy: (hour: number, weekday: number) => boolean): number[] =>
  Array.from({ length: 14 * 24 }, (_, n) => AT - n * HOUR).filter((at) => {
    const date = new Date(at);
    return isBusy(date.getUTCHours(), date.getUTCDay());
  });
const OFFICE = hoursWhere((hour, day) => hour >= 9 && hour < 18 && day >= 1 && day <= 5);

test.each<[string, readonly number[], number | null]>([
  ['round the clock', hoursWhere(() => true), HOUR],
  ['by day: the night is usual', hoursWhere((hour) => hour >= 8 && hour < 22), 11 * HOUR],
  ['in office hours: so is the weekend', OFFICE, 64 * HOUR],
  [
    'an outage of half a day is not',
    hoursWhere(() => true)
      .slice(0, 200)
      .concat(hoursWhere(() => true).slice(212)),
    HOUR,
  ],
  ['too few hours', hoursWhere((hour) => hour === 9 || hour === 15), null],
  ['busy for two days only', hoursWhere(() => true).slice(0, 48), null],
  ['never', [], null],
])('the usual gap of a number that is busy %s', (_, hours, gap) => {
  expect(usualGap(hours)).toBe(gap);
  expect(usualGap(hours.toReversed())).toBe(gap);
});

test.each<[string, number | null, number | null, number, boolean]>([
  ['not after 6 hours, however busy it is', HOUR, 6 * HOUR, 5 * DAY, false],
  ['after more than that', HOUR, 6 * HOUR + 1, 5 * DAY, true],
  ['not after twice its usual gap', 11 * HOUR, 22 * HOUR, 5 * DAY, false],
  ['after more than that', 11 * HOUR, 22 * HOUR + 1, 5 * DAY, true],
  ['not while it has been live for less', HOUR, 3 * DAY, 5 * HOUR, false],
  ['never when it is not usually busy', null, 30 * DAY, 30 * DAY, false],
  ['never when nothing ever came', HOUR, null, 30 * DAY, false],
])('a number is silent: %s', (_, usualGapMs, ago, liveFor, isSilent) => {
  const lastReceivedAt = ago === null ? null : AT - ago;

  const found = silence({ usualGapMs, lastReceivedAt }, AT - liveFor, AT);

  expect(found).toEqual(isSilent ? { lasts: ago, usual: usualGapMs } : null);
});

test.each([
  [20_000, '1 minute'],
  [90 * MINUTE, '90 minutes'],
  [7 * HOUR + MINUTE, '7 hours'],
  [47 * HOUR, '47 hours'],
  [3 * DAY + 5 * HOUR, '3 days'],
])('%d ms are %s', (ms, words) => {
  expect(inWords(ms)).toBe(words);
});
