import { expect, test } from 'vitest';
import { FIRST_WINDOW, Lane, WIDEST_WINDOW } from '../../src/events/lane.js';
import type { DueDelivery } from '../../src/store/event-attempts.js';
import type { EndpointToTell } from '../../src/store/event-endpoints.js';

let ids = 0;
const due = (type = 'message.read', numberId: string | null = null): DueDelivery => ({
  id: String((ids += 1)),
  endpointId: 'endpoint',
  failures: 0,
  event: {
    id: `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`,
    account_id: '1',
    seq: String(ids),
    type,
    created_at: new Date(0),
    number_id: numberId,
    data: '{}',
    cause: '{"kind":"timer"}',
  },
});
const endpoint: EndpointToTell = {
  id: 'endpoint',
  url: 'https://example.com/',
  batch: false,
  encrypted_secret: '',
  encrypted_previous_secret: null,
  previous_secret_until: null,
  failing_since: null,
};
const laneWith = (...waiting: DueDelivery[]): Lane => laneOf(endpoint, waiting);
const laneOf = (of: EndpointToTell, waiting: DueDelivery[]): Lane => {
  const lane = new Lane(of);
  for (const delivery of waiting) lane.take(delivery);
  return lane;
};
const many = (count: number) => Array.from({ length: count }, () => due());
/** Begins as many as may begin. */
const begin = (lane: Lane) => {
  const begun = [];
  for (let next = lane.next(); next !== null; next = lane.next()) begun.push(next);
  return begun;
};

test('begins with a few, gets wider with each good answer, narrow with a bad one', () => {
  const lane = laneWith(...many(200));
  const begun = begin(lane);
  expect(begun).toHaveLength(FIRST_WINDOW);

  for (const message of begun) {
    lane.ended(message);
    expect(lane.learn(true, 0)).toBe(false);
  }
  expect(begin(lane)).toHaveLength(2 * FIRST_WINDOW);
  for (let nth = 0; nth < 50; nth++) lane.learn(true, 0);
  expect(begin(lane)).toHaveLength(WIDEST_WINDOW - 2 * FIRST_WINDOW);

  expect([lane.learn(false, 7), lane.failingSince, lane.isFailing]).toEqual([true, 7, true]);
  expect([lane.learn(false, 9), lane.failingSince]).toEqual([false, 7]);
  expect([lane.learn(true, 9), lane.failingSince]).toEqual([true, null]);
});

test('one that was failing elsewhere gets a single request', () => {
  const lane = laneOf({ ...endpoint, failing_since: new Date(5) }, many(3));

  expect(begin(lane)).toHaveLength(1);
  expect(lane.failingSince).toBe(5);
});

test('of one number only one event is under way; others and messages go past it', () => {
  const waiting = [
    due('number.live', 'a'),
    due('number.closed', 'a'),
    due('number.live', 'b'),
    due('message.read', 'a'),
  ];
  const lane = laneWith(...waiting);

  const begun = begin(lane);
  expect(begun.map(({ deliveries }) => deliveries[0]?.id)).toEqual(
    [0, 2, 3].map((nth) => waiting[nth]?.id),
  );
  lane.ended(begun[1]!);
  expect(begin(lane)).toEqual([]);
  lane.ended(begun[0]!);
  expect(begin(lane).map(({ deliveries }) => deliveries[0]?.id)).toEqual([waiting[1]?.id]);
});

test('takes more only once half of its store is used up, and none while it is held', () => {
  const lane = laneWith(...many(64));
  expect(lane.room(0)).toBe(64);
  lane.take(due());
  expect(lane.room(0)).toBe(0);
  lane.clear();

  lane.heldUntil = 100;
  expect([lane.room(99), lane.room(100)]).toEqual([0, 128]);
  lane.mayHaveMore = false;
  expect(lane.room(100)).toBe(0);
});
