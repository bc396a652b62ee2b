import { describe, expect, test } from 'vitest';
import { envelopeOf, LARGEST, MOST, nextMessage } from '../../src/events/envelope.js';
import type { EventRow } from '../../src/store/events.js';

let ids = 0;
const event = (type: string, data: Record<string, unknown> = {}): EventRow => ({
  id: `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
  account_id: '1',
  seq: String(ids),
  type,
  created_at: new Date('2026-11-20T12:00:00Z'),
  number_id: null,
  data,
  cause: { kind: 'timer', actor: null, request_id: null },
});
const due = (type: string, data?: Record<string, unknown>, failures = 0) => ({
  failures,
  event: { ...event(type), data: JSON.stringify(data ?? {}), cause: '{"kind":"timer"}' },
});
type Due = ReturnType<typeof due>;
const take = (waiting: Due[], batch: boolean) => nextMessage(waiting as [Due, ...Due[]], batch);

test('an event that is too large keeps what it is about', () => {
  const large = envelopeOf(
    event('number.live', {
      number: { id: '106', onboarding: { text: 'x'.repeat(30_000) }, note: 'ü'.repeat(15_000) },
      lines: Array.from({ length: 500 }, (_, nth) => `line ${nth}`),
    }),
  );

  expect(large.data).toMatchObject({ number: { id: '106' }, truncated: true });
  expect(Buffer.byteLength(JSON.stringify(large))).toBeLessThan(LARGEST);
});

test.each(['x'.repeat(30_000), 'ü'.repeat(12_000)])(
  'what is pushed of it is as small, counted in bytes',
  (note) => {
    const content = { number: { id: '106', note } };
    const pulled = envelopeOf(event('number.live', content));
    const { body } = take([due('number.live', content)], false);

    for (const text of [body, JSON.stringify(pulled)]) {
      expect(Buffer.byteLength(text)).toBeLessThan(LARGEST);
      expect(JSON.parse(text).data).toEqual({ number: { id: '106' }, truncated: true });
    }
  },
);

test.each([
  [
    { code: 131026, message: 'Message undeliverable' },
    { code: 131026, known: true },
  ],
  // With all that Meta said: an unknown code keeps its words.
  [
    { code: 999_999, title: 'Its words' },
    { known: false, meaning: expect.stringContaining('Its words') },
  ],
  [{ code: null, stopped: 'Six hours passed.' }, null],
  [null, { known: false, meaning: expect.stringContaining('Meta gave no error code') }],
])('%j, pulled or pushed, is told with what it means', (error, diagnosis) => {
  const data = { number: { id: '106' }, message: { id: 'm', error } };
  const pulled = envelopeOf(event('message.failed', data)).data;
  const pushed = JSON.parse(take([due('message.failed', data)], true).body).data;

  expect(pulled).toMatchObject({ message: { id: 'm', error, diagnosis } });
  expect(pushed).toEqual(pulled);
});

test('what did not fail needs no explanation', () => {
  const data = { message: { id: 'm', error: null } };
  expect(envelopeOf(event('message.read', data)).data).toEqual(data);
});

describe('a request', () => {
  test('holds one event, under its own id', () => {
    const message = take([due('message.read'), due('message.read')], false);

    expect(message.deliveries).toHaveLength(1);
    expect(JSON.parse(message.body)).toMatchObject({ id: message.id, type: 'message.read' });
  });

  test('holds a run of message events where they may go together, and ends at another kind', () => {
    const waiting = [
      due('message.read'),
      due('message.sent'),
      due('number.live'),
      due('message.read'),
    ];

    const message = take(waiting, true);

    const body = JSON.parse(message.body);
    expect(message.id).toMatch(/^batch_[\da-f]{32}$/);
    expect(body).toMatchObject({ id: message.id, type: 'batch', account_id: '1' });
    expect(body.data.events.map(({ type }: { type: string }) => type)).toEqual([
      'message.read',
      'message.sent',
    ]);
    expect(take(waiting.slice(2), true).deliveries).toHaveLength(1);
  });

  test('has the same id for the same content, another for another', () => {
    const waiting = [due('message.read'), due('message.sent'), due('message.read')];

    expect(take(waiting, true).id).toBe(take(waiting, true).id);
    expect(take(waiting, true).id).not.toBe(take(waiting.slice(0, 2), true).id);
  });

  test('is never larger than 20 kB nor more than a hundred events', () => {
    const large = Array.from({ length: 50 }, () => due('message.read', { text: 'ü'.repeat(900) }));
    const small = Array.from({ length: 200 }, () => due('message.read'));

    expect(Buffer.byteLength(take(large, true).body)).toBeLessThan(LARGEST);
    expect(take(large, true).deliveries.length).toBeGreaterThan(5);
    expect(Buffer.byteLength(take(small, true).body)).toBeLessThan(LARGEST);
    expect(take(small, true).deliveries.length).toBeLessThanOrEqual(MOST);
  });

  test('is one event alone once that failed three times', () => {
    const waiting = [due('message.read', {}, 3), due('message.read'), due('message.read')];

    expect(take(waiting, true).deliveries).toEqual([waiting[0]]);
    expect(take([waiting[1]!, waiting[0]!], true).deliveries).toEqual([waiting[1]]);
  });
});
