import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { addWorkingDays, ago, duration, instant } from '../../src/onboarding/instant.js';
import { AT } from './world.js';

test('an instant as people read it', () => {
  expect(instant(AT)).toBe('2026-11-18 12:00 UTC');
});

test('a length in its largest whole unit', () => {
  expect([0, 59_999, MINUTE, 119_999, HOUR, 47 * HOUR, 2 * DAY].map(duration)).toEqual([
    'a moment',
    'a moment',
    '1 minute',
    '1 minute',
    '1 hour',
    '1 day',
    '2 days',
  ]);
});

test('how long ago; what is yet to come is a moment ago', () => {
  expect(ago(AT - 3 * MINUTE, AT)).toBe('3 minutes ago');
  expect(ago(AT, AT)).toBe('a moment ago');
  expect(ago(AT + DAY, AT)).toBe('a moment ago');
});

test.each([
  ['Monday', '2026-11-16T08:30:00Z', '2026-11-23T08:30:00Z'],
  ['Wednesday', '2026-11-18T12:00:00Z', '2026-11-25T12:00:00Z'],
  ['Friday', '2026-11-20T23:59:59Z', '2026-11-27T23:59:59Z'],
  ['Saturday', '2026-11-21T12:00:00Z', '2026-11-27T12:00:00Z'],
  ['Sunday', '2026-11-22T12:00:00Z', '2026-11-27T12:00:00Z'],
  ['over the new year', '2026-12-30T12:00:00Z', '2027-01-06T12:00:00Z'],
])('five working days after a %s', (_, from, to) => {
  expect(new Date(addWorkingDays(Date.parse(from), 5)).toISOString()).toBe(
    new Date(to).toISOString(),
  );
});

test('no working day later is now', () => {
  expect(addWorkingDays(AT, 0)).toBe(AT);
});
