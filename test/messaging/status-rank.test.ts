import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldStatuses, type MessageStatus } from '../../src/messaging/status-rank.js';

const told = (status: string, at: number) => ({ status, at });

test.each<[MessageStatus, string[], MessageStatus]>([
  ['accepted', ['sent', 'delivered', 'read'], 'read'],
  ['accepted', ['read', 'sent', 'delivered'], 'read'],
  // Delivered is skipped where it is read at once: facts/meta.md §5.
  ['accepted', ['sent', 'read'], 'read'],
  ['read', ['played'], 'played'],
  ['held', ['sent'], 'sent'],
  ['sent', ['failed'], 'failed'],
  ['failed', ['sent'], 'failed'],
  // A late proof wins over the failure, in either order.
  ['failed', ['delivered'], 'delivered'],
  ['delivered', ['failed'], 'delivered'],
  ['unknown', ['sent'], 'sent'],
  ['retrying', ['failed'], 'failed'],
  ['sent', ['warning', 'deleted', 'constructor'], 'sent'],
])('%s and then %j is %s', (before, words, after) => {
  expect(
    foldStatuses(
      before,
      words.map((word) => told(word, 1)),
    ).status,
  ).toBe(after);
});

test('each time is the earliest that Meta gave', () => {
  const { times } = foldStatuses('accepted', [told('sent', 9), told('read', 7), told('sent', 5)]);
  expect(times).toEqual({ sent: 5, read: 7 });
});

test('any order and any repetition give the same message', () => {
  const events = fc.array(
    fc.record({
      status: fc.constantFrom('sent', 'delivered', 'read', 'failed', 'played', 'deleted'),
      at: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(events, fc.integer(), fc.nat(11), (given, seed, cut) => {
      const whole = foldStatuses('accepted', given);
      const shuffled = given.toSorted(
        (one, other) => ((one.at * 31 + seed) % 7) - ((other.at * 31 + seed) % 7),
      );
      expect(foldStatuses('accepted', [...shuffled, ...given])).toEqual(whole);

      // In two batches, the second on top of what the first left.
      const first = foldStatuses('accepted', shuffled.slice(0, cut));
      expect(foldStatuses(first.status, shuffled).status).toBe(whole.status);
    }),
  );
});

test('of two times of one status the earlier holds, whichever came last', () => {
  for (const times of [
    [5, 9],
    [9, 5],
  ])
    expect(
      foldStatuses(
        'accepted',
        times.map((at) => ({ status: 'sent', at })),
      ).times,
    ).toEqual({
      sent: 5,
    });
});
