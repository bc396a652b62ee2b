import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RETRY_AFTER } from '../../../src/events/schedule.js';
import { answer, startReceiver, type Receiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/wait-until.js';
import { attemptsOf, startEventsHarness, type EventsHarness } from './harness.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let api: EventsHarness;
let receiver: Receiver;
beforeAll(async () => {
  api = await startEventsHarness();
});
afterAll(() => api.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await api.db.deleteFrom('event_endpoints').execute();
  await api.db.deleteFrom('event_attempts').execute();
  await api.db.deleteFrom('events').execute();
  await receiver.close();
});

const received = (count: number, at: Receiver = receiver) =>
  waitUntil(() => (at.requests.length >= count ? at.requests : null), {
    timeoutMs: 20_000,
    describe: `${count} requests`,
  });

/** Standard Webhooks, "Verifying webhook authenticity", without anybody's library. */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

describe('what is sent', () => {
  test('an event is signed as Standard Webhooks says, and is what GET /v1/events shows', async () => {
    // The library looks at the time: ours stands still elsewhere.
    api.clock.at = Date.now();
    const { id, secret } = await api.addEndpoint(receiver.url);
    const worker = api.startWorker();

    await api.emit([{ cause: { kind: 'operator', author: { actor: 'Dana', requestId: 'r-1' } } }]);
    const [request] = await received(1);
    const [attempt] = await api.settled(id, 1);
    await worker.stop();

    const { headers, body, event } = request!;
    expect(new Webhook(secret).verify(body, headers)).toEqual(event);
    expect(headers['webhook-signature']).toBe(
      signatureOf(secret, headers['webhook-id']!, headers['webhook-timestamp']!, body),
    );
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe(event.id);
    const { body: pulled } = await api.call('GET', '/v1/events');
    expect(pulled.data.at(-1)).toEqual(event);
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_[\da-f]{32}$/),
      type: 'number.live',
      created_at: new Date(api.clock.at).toISOString(),
      api_version: 'v1',
      account_id: '1',
      sequence: attempt!.seq,
      data: { number: { id: '106540352242922' } },
      cause: { kind: 'operator', actor: 'Dana', request_id: 'r-1' },
    });
    expect(attempt).toMatchObject({ status: 'succeeded', attempts: 1, response_status: 204 });
  });

  test('only the types that are wanted, only to the own account', async () => {
    const other = await api.addAccount();
    const foreign = await startReceiver();
    const key = await api.addKey(other, ['admin']);
    await api.addEndpoint(receiver.url, { types: ['message.received', 'waba.*'] });
    await api.addEndpoint(foreign.url, {}, key);
    const worker = api.startWorker();
    const types = ['number.live', 'message.received', 'message.read', 'waba.updated'];

    await api.emit(types.map((type) => ({ type })));
    await api.emit([{ accountId: other, type: 'number.closed' }]);
    await received(2);
    await received(1, foreign);
    await worker.stop();

    expect(new Set(receiver.requests.map(({ event }) => event.type))).toEqual(
      new Set(['message.received', 'waba.updated']),
    );
    expect(receiver.requests).toHaveLength(2);
    expect(foreign.requests.map(({ event }) => event.type)).toEqual(['number.closed']);
    await foreign.close();
  });

  test('of one number one event after the other, in order, beside others', async () => {
    const phones = [await api.addNumber(), await api.addNumber(), await api.addNumber()];
    const rows = await api.db
      .selectFrom('numbers')
      .select('id')
      .where('phone_number_id', 'in', phones)
      .execute();
    const { id } = await api.addEndpoint(receiver.url, { types: ['number.attempt'] });
    // Nobody is answered before each number has one under way; then at once.
    const held: { of: string; release: () => void }[] = [];
    let isOpen = false;
    let mostOfOne = 0;
    receiver.behave((response, { event }) => {
      held.push({ of: event.data.of, release: () => void response.writeHead(200).end() });
      const sameNumber = held.filter(({ of }) => of === event.data.of);
      mostOfOne = Math.max(mostOfOne, sameNumber.length);
      isOpen ||= new Set(held.map(({ of }) => of)).size === 3;
      if (isOpen) for (const { release } of held.splice(0)) release();
    });

    await api.emit(
      Array.from({ length: 60 }, (_, nth) => ({
        type: 'number.attempt',
        numberId: rows[nth % 3]!.id,
        data: { of: rows[nth % 3]!.id, nth },
      })),
    );
    const worker = api.startWorker();
    await api.settled(id, 60);
    await worker.stop();

    for (const { id: of } of rows) {
      const seen = receiver.requests.filter(({ event }) => event.data.of === of);
      const order = seen.map(({ event }) => event.data.nth);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
      expect(order).toHaveLength(20);
      const sequence = seen.map(({ event }) => Number(event.sequence));
      expect(sequence).toEqual(sequence.toSorted((one, other) => one - other));
    }
    expect(mostOfOne).toBe(1);
  });

  test('message events in batches of less than 20 kB for who asks, nothing twice', async () => {
    const { id, secret } = await api.addEndpoint(receiver.url, { batch: true });
    api.clock.at = Date.now();
    await api.emit([
      ...Array.from({ length: 150 }, (_, nth) => ({
        type: 'message.delivered',
        data: { nth, number: { id: '1' }, message: { wamid: `wamid.${'x'.repeat(200)}` } },
      })),
      { type: 'number.live' },
      { type: 'message.read', data: { nth: 150 } },
    ]);
    const worker = api.startWorker();
    await api.settled(id, 152);
    await worker.stop();

    const events = receiver.requests.flatMap(({ event }) =>
      event.type === 'batch' ? event.data.events : [event],
    );
    expect(new Set(events.map((event) => event.id)).size).toBe(152);
    expect(events).toHaveLength(152);
    expect(receiver.requests.length).toBeLessThan(20);
    for (const { body, headers, event } of receiver.requests) {
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
      expect(headers['webhook-id']).toBe(event.id);
    }
  });

  test('after a rotation both secrets verify, a day later only the new one', async () => {
    api.clock.at = Date.now();
    const { id, secret } = await api.addEndpoint(receiver.url);
    const rotated = await api.call('POST', `/v1/event-endpoints/${id}/rotate-secret`);
    const worker = api.startWorker();

    await api.emit([{}]);
    await received(1);
    await api.pass(DAY + 1);
    await api.emit([{}]);
    await received(2);
    await worker.stop();

    const [during, after] = receiver.requests;
    for (const known of [secret, rotated.body.secret])
      expect(new Webhook(known).verify(during!.body, during!.headers)).toBeTruthy();
    const { headers, body } = after!;
    const made = (by: string) =>
      signatureOf(by, headers['webhook-id']!, headers['webhook-timestamp']!, body);
    expect(headers['webhook-signature']).toBe(made(rotated.body.secret));
  });
});

describe('an endpoint that does not take it', () => {
  test('is tried again by the schedule with the same id, then it is given up', async () => {
    const { id } = await api.addEndpoint(receiver.url);
    receiver.behave(answer(500, {}, 'not \0 today'));
    const worker = api.startWorker();
    await api.emit([{}]);

    for (const [nth, delay] of RETRY_AFTER.entries()) {
      await received(nth + 1);
      const [row] = await api.settled(id, 1);
      expect(row).toMatchObject({ status: 'pending', attempts: nth + 1, response_status: 500 });
      const wait = row!.next_attempt_at.getTime() - api.clock.at;
      expect(wait).toBeGreaterThanOrEqual(delay);
      expect(wait).toBeLessThanOrEqual(delay * 1.1);
      // Not a moment before.
      await api.pass(wait);
    }
    await received(RETRY_AFTER.length + 1);
    const row = await waitUntil(
      async () => (await attemptsOf(api.db, id)).find(({ status }) => status === 'failed'),
      { timeoutMs: 10_000, describe: 'it to be given up' },
    );
    await worker.stop();

    expect(row).toMatchObject({ attempts: 10, response_body: 'not  today' });
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { body } = await api.call('GET', `/v1/event-endpoints/${id}`);
    expect(body).toMatchObject({ status: 'failing' });
  });

  test.each([
    ['hangs', () => {}, 'The endpoint did not answer within 0.5 s.', null],
    [
      'closes the connection',
      (response: { destroy(): unknown }) => void response.destroy(),
      'The endpoint closed the connection without an answer.',
      null,
    ],
    [
      'drips its answer',
      (response: { writeHead(s: number): { write(t: string): unknown } }) =>
        void response.writeHead(200).write('a'),
      'The endpoint did not answer within 0.5 s.',
      null,
    ],
    [
      'redirects',
      answer(302, { location: 'http://127.0.0.1:1/elsewhere' }),
      'The endpoint answered with a redirect, which is not followed.',
      302,
    ],
  ])('that %s: told so, and tried again', async (_, behaviour, error, status) => {
    const { id } = await api.addEndpoint(receiver.url);
    receiver.behave(behaviour);
    const worker = api.startWorker();
    await api.emit([{}]);

    await received(1);
    const [row] = await waitUntil(
      async () => {
        const rows = await attemptsOf(api.db, id);
        return rows[0]?.attempts === 1 ? rows : null;
      },
      { timeoutMs: 10_000, describe: 'the failure to be written down' },
    );
    expect(row).toMatchObject({ status: 'pending', error, response_status: status });
    receiver.behave(answer(200));
    await api.pass(6_000);
    const [after] = await waitUntil(
      async () => {
        const rows = await attemptsOf(api.db, id);
        return rows[0]?.status === 'succeeded' ? rows : null;
      },
      { timeoutMs: 10_000, describe: 'it to be delivered' },
    );
    await worker.stop();

    expect(after).toMatchObject({ attempts: 2, error: null });
    expect(receiver.requests).toHaveLength(2);
    const { body } = await api.call('GET', `/v1/event-endpoints/${id}`);
    expect(body).toMatchObject({ status: 'healthy', failing_since: null });
  });

  test.each([429, 503])('%i with Retry-After is left alone so long', async (status) => {
    const { id } = await api.addEndpoint(receiver.url);
    receiver.behave(answer(status, { 'retry-after': '600' }));
    const worker = api.startWorker();
    await api.emit([{}]);
    await received(1);
    await api.settled(id, 1);

    receiver.behave(answer(200));
    await api.pass(599_000);
    await api.emit([{}]);
    await waitUntil(async () => (await attemptsOf(api.db, id)).length === 2, {
      timeoutMs: 10_000,
      describe: 'the second event to wait',
    });
    expect(receiver.requests).toHaveLength(1);
    await api.pass(1_001);
    await api.settled(id, 2);
    await worker.stop();

    expect(receiver.requests).toHaveLength(3);
  });

  test('what was read for it already waits, too', async () => {
    await api.addEndpoint(receiver.url);
    receiver.behave(answer(429, { 'retry-after': '600' }));
    await api.emit(Array.from({ length: 40 }, () => ({ type: 'message.read' })));
    const worker = api.startWorker();
    await received(1);
    await api.emit([{}]);
    await waitUntil(
      async () => (await api.db.selectFrom('event_attempts').selectAll().execute()).length === 41,
      { timeoutMs: 10_000, describe: 'another event to wait' },
    );
    await worker.stop();

    // No more than began before the first answer.
    expect(receiver.requests.length).toBeLessThanOrEqual(4);
  });

  test('410 disables it at once, and an event says so to the others', async () => {
    const other = await startReceiver();
    const gone = await api.addEndpoint(`${receiver.url}?token=geheim`, { types: ['number.*'] });
    await api.addEndpoint(other.url, { types: ['event_endpoint.*'] });
    receiver.behave(answer(410));
    const worker = api.startWorker();

    await api.emit([{}, {}, {}]);
    const [told] = await received(1, other);
    await worker.stop();

    expect(told?.event).toMatchObject({
      type: 'event_endpoint.disabled',
      data: { endpoint: { id: gone.id, url: receiver.url, disabled_reason: 'gone' } },
    });
    const { body } = await api.call('GET', `/v1/event-endpoints/${gone.id}`);
    expect(body).toMatchObject({ status: 'disabled', disabled_reason: 'gone' });
    expect((await attemptsOf(api.db, gone.id)).map(({ status }) => status)).not.toContain(
      'pending',
    );
    await other.close();
  });

  test('five days of failure disable it; enabled, it can recover everything', async () => {
    const { id } = await api.addEndpoint(receiver.url, { types: ['number.*'] });
    receiver.behave(answer(500));
    const worker = api.startWorker();
    const since = new Date(api.clock.at - 1).toISOString();
    await api.emit([{}]);
    await received(1);
    await api.settled(id, 1);

    await api.pass(5 * DAY - 1);
    await received(2);
    await api.settled(id, 1);
    expect((await api.call('GET', `/v1/event-endpoints/${id}`)).body.status).toBe('failing');
    await api.pass(DAY);
    await waitUntil(
      async () => (await api.call('GET', `/v1/event-endpoints/${id}`)).body.status === 'disabled',
      { timeoutMs: 10_000, describe: 'it to be disabled' },
    );
    const calls = receiver.requests.length;
    await api.emit([{ type: 'number.closed' }]);
    const refused = await api.call('POST', `/v1/event-endpoints/${id}/recover`, {
      json: { created_after: since },
    });
    expect(refused.status).toBe(422);

    receiver.behave(answer(200));
    await waitUntil(async () => (await api.call('GET', '/v1/events')).body.data.length >= 2, {
      timeoutMs: 10_000,
      describe: 'the events to be numbered',
    });
    await api.call('PATCH', `/v1/event-endpoints/${id}`, { json: { disabled: false } });
    const recovered = await api.call('POST', `/v1/event-endpoints/${id}/recover`, {
      json: { created_after: since },
    });
    await api.settled(id, 2);
    await worker.stop();

    expect([recovered.status, recovered.body]).toEqual([202, { recovered: 2 }]);
    const types = receiver.requests.slice(calls).map(({ event }) => event.type);
    expect(types).toEqual(['number.live', 'number.closed']);
  });

  test('mended, it can recover what waits for its next try: hours early, once', async () => {
    const { id } = await api.addEndpoint(receiver.url);
    receiver.behave(answer(500));
    const worker = api.startWorker();
    await api.emit([{}, {}, {}]);
    await received(3);
    await api.settled(id, 3);

    receiver.behave(answer(200));
    const recovered = await api.call('POST', `/v1/event-endpoints/${id}/recover`, {
      json: { created_after: new Date(api.clock.at - 1_000).toISOString() },
    });
    await received(6);
    await api.settled(id, 3);
    await worker.stop();

    expect(recovered.body).toEqual({ recovered: 3 });
    expect((await attemptsOf(api.db, id)).map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => 'succeeded'),
    );
    expect(receiver.requests).toHaveLength(6);
  });

  test('keeps nobody else waiting', async () => {
    receiver.behave(() => {});
    const well = await startReceiver();
    const hanging = await Promise.all(
      Array.from({ length: 10 }, () => api.addEndpoint(receiver.url)),
    );
    await api.addEndpoint(well.url);
    const worker = api.startWorker({ answerWithinMs: 60_000 });

    await api.emit(Array.from({ length: 200 }, () => ({ type: 'message.read' })));
    await received(200, well);
    const perEndpoint = receiver.requests.length / hanging.length;
    await worker.stop();

    // What hangs is bounded for each.
    expect(perEndpoint).toBeLessThanOrEqual(4);
    await well.close();
  });
});

describe('several workers', () => {
  test('share the work: nothing twice, nothing lost', async () => {
    const endpoints = await Promise.all(
      Array.from({ length: 6 }, () => api.addEndpoint(receiver.url)),
    );
    const workers = [api.startWorker(), api.startWorker(), api.startWorker()];

    for (let nth = 0; nth < 10; nth++)
      await api.emit(Array.from({ length: 10 }, () => ({ type: 'message.read' })));
    for (const { id } of endpoints) await api.settled(id, 100);
    await Promise.all(workers.map((worker) => worker.stop()));

    expect(receiver.requests).toHaveLength(600);
  });

  test("a change is heeded at once, also by the worker that holds the endpoint's lease", async () => {
    const moved = await startReceiver();
    const { id } = await api.addEndpoint(receiver.url);
    const worker = api.startWorker({ leaseMs: 60_000 });
    await api.emit([{}]);
    await received(1);

    await api.call('PATCH', `/v1/event-endpoints/${id}`, { json: { url: moved.url } });
    await api.emit([{}]);
    await received(1, moved);
    await api.call('DELETE', `/v1/event-endpoints/${id}`);
    await worker.stop();

    expect(receiver.requests).toHaveLength(1);
    await moved.close();
  });
});
