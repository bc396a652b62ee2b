import { expect, test } from 'vitest';
import { awaitedSince, latenessOf } from '../../src/messaging/delivery-stuck.js';

const MINUTE = 60_000;
const [ACCEPTED, SENT] = [1_000, 2_000];
const message = (status: string) => ({
  status,
  accepted_at: new Date(ACCEPTED),
  sent_at: new Date(SENT),
});

test.each([
  ['accepted', ACCEPTED],
  ['sent', SENT],
  // Held by Meta, or still with us: something else tells what it waits for.
  ['held', null],
  ['queued', null],
  ['delivered', null],
  ['failed', null],
])('the next status of one that is %s is awaited since %j', (status, since) => {
  expect(awaitedSince(message(status))).toBe(since);
});

test('a status without its time awaits nothing', () => {
  for (const status of ['accepted', 'sent'])
    expect(awaitedSince({ status, accepted_at: null, sent_at: null })).toBeNull();
});

test('late is twice the usual time of its kind, an hour where that is not known', () => {
  const usual = { p95Ms: 20 * MINUTE, count: 20 };
  const late = (status: string, after: number, known: typeof usual | null) =>
    latenessOf(message(status), known, after * MINUTE + (awaitedSince(message(status)) ?? 0));
  for (const status of ['accepted', 'sent']) {
    expect(late(status, 41, usual)).toMatchObject({ afterMs: 40 * MINUTE });
    expect(late(status, 39, usual)).toBeNull();
    expect(late(status, 41, { ...usual, count: 19 })).toBeNull();
    expect(late(status, 61, null)).toMatchObject({ afterMs: 60 * MINUTE });
    // A usual time of seconds flags nobody whose phone was off for a minute.
    expect(late(status, 9, { p95Ms: 1_000, count: 99 })).toBeNull();
  }
});
