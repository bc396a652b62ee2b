import { describe, expect, test } from 'vitest';
import { statedWaitMs } from '../../src/graph/waiting-time.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('a stated wait', () => {
  test.each([
    ['try again in 30 minutes', 30 * MINUTE],
    ['Please wait 11 hours', 11 * HOUR],
    ['You can retry after 5 minutes.', 5 * MINUTE],
    ['Please wait for about 1 hour and 30 minutes before trying again', 90 * MINUTE],
    ['Please wait at least 1.5 hours', 90 * MINUTE],
    ['Try again in 5 to 10 minutes.', 10 * MINUTE],
    ['Wait 1-2 hours', 2 * HOUR],
    ['wait an hour', HOUR],
    ['Try again after one day', 24 * HOUR],
    ['You can request a new code in 45 seconds', 45 * SECOND],
    ['Time remaining: 11h 5m', 11 * HOUR + 5 * MINUTE],
    ['11 hours, 3 minutes left', 11 * HOUR + 3 * MINUTE],
    ['WAIT 20 MINUTES', 20 * MINUTE],
  ])('%s', (text, ms) => {
    expect(statedWaitMs([text])).toBe(ms);
  });

  test.each([
    'wait a few minutes',
    'Please wait a few minutes before attempting to register this phone number',
    'too many attempts for this phone number in a short period of time',
    'The code is valid for 10 minutes',
    '10 requests in 72 hours',
    'This must be done within 24 hours',
    '(#133009) Two step verification PIN Guessed Too Fast',
    '',
  ])('is not in %j', (text) => {
    expect(statedWaitMs([text])).toBeNull();
  });

  test('is that of the first text that states one', () => {
    expect(statedWaitMs([null, 'no wait', 'wait 2 hours', 'wait 3 hours'])).toBe(2 * HOUR);
  });
});
