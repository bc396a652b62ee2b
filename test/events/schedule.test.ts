import { describe, expect, test } from 'vitest';
import { judge, retryAfterOf, RETRY_AFTER } from '../../src/events/schedule.js';

const at = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const first = { at, failures: 0, failingSince: null, jitter: 0 };

test('the schedule is the documented one', () => {
  expect(RETRY_AFTER.map((ms) => ms / 1_000)).toEqual([
    5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
  ]);
});

test.each([200, 201, 204, 299])('%i is taken', (status) => {
  expect(judge({ status, retryAfterMs: null }, first)).toMatchObject({
    status: 'succeeded',
    disable: null,
  });
});

test.each([null, 100, 301, 302, 400, 401, 404, 409, 410, 429, 500, 503])(
  '%s is tried again',
  (status) => {
    const verdict = judge({ status, retryAfterMs: null }, first);

    expect(verdict).toMatchObject({ status: 'pending', failures: 1, nextAttemptAt: at + 5_000 });
  },
);

test('jitter spreads by a tenth; after the last failure it is given up', () => {
  const late = judge({ status: 500, retryAfterMs: null }, { ...first, failures: 8, jitter: 1 });
  expect(late).toMatchObject({ status: 'pending', nextAttemptAt: at + 1.1 * DAY });

  expect(judge({ status: 500, retryAfterMs: null }, { ...first, failures: 9 })).toMatchObject({
    status: 'failed',
    failures: 10,
  });
});

describe('Retry-After', () => {
  test.each([429, 503])('of %i holds the endpoint, and counts where it is the longer', (status) => {
    expect(judge({ status, retryAfterMs: HOUR }, first)).toMatchObject({
      nextAttemptAt: at + HOUR,
      heldUntil: at + HOUR,
    });
    expect(judge({ status, retryAfterMs: 1_000 }, first)).toMatchObject({
      nextAttemptAt: at + 5_000,
      heldUntil: at + 1_000,
    });
  });

  test('of other statuses is not heeded, and no wish lasts for weeks', () => {
    expect(judge({ status: 500, retryAfterMs: HOUR }, first).heldUntil).toBeNull();
    expect(judge({ status: 429, retryAfterMs: 30 * DAY }, first).heldUntil).toBe(at + DAY);
  });

  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Fri, 20 Nov 2026 12:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('"%s" is %s ms', (header, ms) => {
    expect(retryAfterOf(header, at)).toBe(ms);
  });
});

describe('an endpoint is disabled', () => {
  test('at once when it is gone', () => {
    expect(judge({ status: 410, retryAfterMs: null }, first).disable).toBe('gone');
  });

  test('after five days without one success, not before', () => {
    const since = (ms: number) =>
      judge({ status: 500, retryAfterMs: null }, { ...first, failingSince: at - ms }).disable;

    expect(since(5 * DAY)).toBe('failing');
    expect(since(5 * DAY - 1)).toBeNull();
  });

  test('never by a success', () => {
    const verdict = judge({ status: 200, retryAfterMs: null }, { ...first, failingSince: 0 });
    expect(verdict.disable).toBeNull();
  });
});
