import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../../src/events/types.js';
import { SCOPES } from '../../../src/store/tables.js';
import { answer, startReceiver, type Receiver } from '../../support/receiver.js';
import { startHarness } from '../api/harness.js';
import { attemptsOf, startEventsHarness, type EventsHarness } from './harness.js';

const BASE = '/v1/event-endpoints';

let api: EventsHarness;
let receiver: Receiver;
beforeAll(async () => {
  api = await startEventsHarness();
});
afterAll(() => api.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe('an endpoint', () => {
  test('is made, listed, read, changed and removed; its secret is shown once', async () => {
    const created = await api.call('POST', BASE, {
      json: { url: receiver.url, types: ['number.*', 'number.*'], description: 'CRM' },
    });
    const { secret, ...endpoint } = created.body;
    const path = `${BASE}/${endpoint.id}`;

    expect([created.status, created.headers.get('location')]).toEqual([201, path]);
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(endpoint).toEqual({
      id: expect.any(String),
      account_id: '1',
      url: receiver.url,
      types: ['number.*'],
      description: 'CRM',
      batch: false,
      status: 'healthy',
      failing_since: null,
      disabled_at: null,
      disabled_reason: null,
      explanation: null,
      previous_secret_until: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect((await api.call('GET', path)).body).toEqual(endpoint);
    expect((await api.call('GET', BASE)).body.data).toContainEqual(endpoint);

    const changed = await api.call('PATCH', path, { json: { batch: true, disabled: true } });
    expect(changed.body).toMatchObject({
      batch: true,
      types: ['number.*'],
      status: 'disabled',
      disabled_reason: 'asked',
      explanation: 'The endpoint was disabled by hand.',
    });
    const again = await api.call('PATCH', path, { json: { disabled: false } });
    expect(again.body).toMatchObject({ status: 'healthy', batch: true });

    const removed = await api.call('DELETE', path);
    expect([removed.status, removed.body.id]).toEqual([200, endpoint.id]);
    expect((await api.call('GET', path)).status).toBe(404);
    expect((await api.call('DELETE', path)).status).toBe(404);
    const audit = await api.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject', '=', `event_endpoint/${endpoint.id}`)
      .orderBy('id')
      .execute();
    expect(audit.map(({ action }) => action.replace('event_endpoint.', ''))).toEqual([
      'create',
      'change',
      'change',
      'delete',
    ]);
  });

  test('disabled through the API it is told to the account’s others, once', async () => {
    const key = await api.addKey(await api.addAccount(), SCOPES);
    const disabled = await api.addEndpoint(receiver.url, {}, key);
    const other = await api.addEndpoint(receiver.url, { types: ['event_endpoint.*'] }, key);
    api.startWorker();
    const path = `${BASE}/${disabled.id}`;

    const json = { disabled: true };
    await Promise.all([1, 2].map(() => api.call('PATCH', path, { json, key })));

    await api.settled(other.id, 1);
    expect(await attemptsOf(api.db, disabled.id)).toEqual([]);
    const { data } = (await api.call('GET', '/v1/events', { key })).body;
    expect(data).toMatchObject([
      {
        type: 'event_endpoint.disabled',
        data: { endpoint: { id: disabled.id, disabled_reason: 'asked' } },
        cause: { kind: 'api' },
      },
    ]);
  });

  test('enabled again it is not told what waited when it was disabled', async () => {
    const { id } = await api.addEndpoint(receiver.url);
    await api.call('PATCH', `${BASE}/${id}`, { json: { disabled: true } });
    // As whoever numbered an event while the endpoint was being disabled leaves it.
    await api.db
      .insertInto('event_attempts')
      .values({
        endpoint_id: id,
        event_id: randomUUID(),
        seq: '1',
        next_attempt_at: new Date(api.clock.at),
        created_at: new Date(api.clock.at),
      })
      .execute();

    await api.call('PATCH', `${BASE}/${id}`, { json: { disabled: false } });

    expect(await attemptsOf(api.db, id)).toMatchObject([{ status: 'failed' }]);
  });

  test('an account has twenty at most, also when it asks for several at once', async () => {
    const key = await api.addKey(await api.addAccount(), SCOPES);
    for (let nth = 0; nth < 19; nth++) await api.addEndpoint(receiver.url, {}, key);

    const json = { url: receiver.url };
    const answers = await Promise.all([1, 2, 3].map(() => api.call('POST', BASE, { json, key })));

    const codes = answers.map(({ status, body }) => String(status === 201 ? 'created' : body.code));
    expect(codes.toSorted()).toEqual(['created', 'too_many_endpoints', 'too_many_endpoints']);
    const [one] = (await api.call('GET', BASE, { key })).body.data;
    await api.call('DELETE', `${BASE}/${one.id}`, { key });
    expect((await api.call('POST', BASE, { json, key })).status).toBe(201);
  });

  test('two rotations at once: both secrets that were handed out are good', async () => {
    const { id } = await api.addEndpoint(receiver.url);
    const path = `${BASE}/${id}`;

    const rotated = await Promise.all([1, 2].map(() => api.call('POST', `${path}/rotate-secret`)));
    await api.call('POST', `${path}/test`);

    const { headers = {}, body = '' } = receiver.requests[0] ?? {};
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
    for (const { body: made } of rotated) {
      const webhook = new Webhook(String(made.secret));
      const signature = webhook.sign(headers['webhook-id'] ?? '', at, body);
      expect(headers['webhook-signature']?.split(' ')).toContain(signature);
    }
  });

  test('its secrets are in no row, no log, no later answer, no repeated one', async () => {
    const headers = { 'idempotency-key': 'make' };
    const json = { url: receiver.url };
    const first = await api.call('POST', BASE, { json, headers });
    const path = `${BASE}/${first.body.id}`;
    const rotated = await api.call('POST', `${path}/rotate-secret`, {
      headers: { 'idempotency-key': 'rotate' },
    });
    api.answers.length = 0;

    const again = await api.call('POST', BASE, { json, headers });
    const rotatedAgain = await api.call('POST', `${path}/rotate-secret`, {
      headers: { 'idempotency-key': 'rotate' },
    });
    expect(again.body).toEqual({ ...first.body, secret: null });
    expect(rotatedAgain.body).toEqual({ ...rotated.body, secret: null });
    await api.call('GET', path);
    await api.call('GET', BASE);
    await api.call('POST', `${path}/test`);

    const tables = ['event_endpoints', 'event_attempts', 'events', 'audit_log', 'idempotency_keys'];
    const rows = await Promise.all(
      tables.map((table) =>
        api.db
          .selectFrom(table as 'events')
          .selectAll()
          .execute(),
      ),
    );
    const everything = [...api.answers, ...api.logs, JSON.stringify(rows)].join('\n');
    for (const secret of [first.body.secret, rotated.body.secret])
      expect(everything).not.toContain(secret.slice(6, 40));
  });

  test.each([
    ['no URL', { url: 'somewhere' }, 'invalid_request', '/url'],
    ['no web address', { url: 'ftp://example.com/' }, 'url_not_allowed', '/url'],
    ['a password in it', { url: 'https://a:b@example.com/' }, 'url_not_allowed', '/url'],
    ['an unknown type', { types: ['number.lives'] }, 'invalid_request', '/types/0'],
    ['an unknown family', { types: ['numbers.*'] }, 'invalid_request', '/types/0'],
    ['no type', { types: [] }, 'invalid_request', '/types'],
    ['an unknown field', { secret: 'mine' }, 'invalid_request', '/secret'],
  ])('with %s is 422', async (_, wrong, code, pointer) => {
    const json = { url: receiver.url, ...wrong };
    const { status, body } = await api.call('POST', BASE, { json });

    expect([status, body.code, body.errors[0].pointer]).toEqual([422, code, pointer]);
  });

  test('outside dev only https to a public address', async () => {
    const strict = await startHarness({ allowInsecureUrls: false });
    try {
      const make = (url: string) => strict.call('POST', BASE, { json: { url } });
      for (const url of [
        'http://example.com/',
        'https://10.0.0.1/',
        'https://[::1]/',
        'https://2130706433/',
      ])
        expect((await make(url)).body.code, url).toBe('url_not_allowed');
      const made = await make('https://example.com/');
      expect(made.status).toBe(201);
      const moved = await strict.call('PATCH', `${BASE}/${made.body.id}`, {
        json: { url: 'https://169.254.169.254/latest' },
      });
      expect(moved.body.code).toBe('url_not_allowed');
    } finally {
      await strict.close();
    }
  });
});

describe('a test event', () => {
  test('goes out at once, signed, and the answer is shown', async () => {
    api.clock.at = Date.now();
    const { id, secret } = await api.addEndpoint(receiver.url, { types: ['waba.*'] });
    receiver.behave(answer(202, {}, 'thanks'));

    const { status, body } = await api.call('POST', `${BASE}/${id}/test`);

    expect([status, body]).toEqual([
      200,
      {
        delivered: true,
        status: 202,
        body: 'thanks',
        error: null,
        duration_ms: expect.any(Number),
      },
    ]);
    const [request] = receiver.requests;
    expect(new Webhook(secret).verify(request!.body, request!.headers)).toMatchObject({
      type: 'event_endpoint.test',
    });
  });

  test('that fails says why', async () => {
    const { id } = await api.addEndpoint('http://127.0.0.1:1/nobody');

    const { body } = await api.call('POST', `${BASE}/${id}/test`);

    expect(body).toMatchObject({
      delivered: false,
      status: null,
      error: 'The endpoint refused the connection.',
    });
  });
});

describe('attempts', () => {
  test('are listed by status; one is sent again under the same id', async () => {
    const { id } = await api.addEndpoint(receiver.url, { types: ['number.*'] });
    receiver.behave((response, { event }) =>
      answer(
        event.type === 'number.closed' ? 400 : 200,
        {},
        'so it is',
      )(response, receiver.requests[0]!),
    );
    const worker = api.startWorker();
    await api.emit([{ type: 'number.live' }, { type: 'number.closed' }]);
    await api.settled(id, 2);

    const all = await api.call('GET', `${BASE}/${id}/attempts`);
    const failed = await api.call('GET', `${BASE}/${id}/attempts?status=pending,failed`);
    expect(all.body.data.map(({ type }: { type: string }) => type)).toEqual([
      'number.closed',
      'number.live',
    ]);
    expect(failed.body.data).toEqual([
      {
        id: expect.any(String),
        event_id: receiver.requests.find(({ event }) => event.type === 'number.closed')!.event.id,
        type: 'number.closed',
        sequence: expect.any(String),
        status: 'pending',
        attempts: 1,
        next_attempt_at: expect.any(String),
        last_attempt: {
          at: expect.any(String),
          status: 400,
          body: 'so it is',
          error: null,
          duration_ms: expect.any(Number),
        },
        explanation: null,
        created_at: expect.any(String),
      },
    ]);

    const done = all.body.data[1];
    const resent = await api.call('POST', `${BASE}/${id}/attempts/${done.id}/resend`);
    expect([resent.status, resent.body.status]).toEqual([202, 'pending']);
    await api.settled(id, 2);
    await worker.stop();

    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids.filter((one) => one === done.event_id)).toHaveLength(2);
    const [row] = await attemptsOf(api.db, id);
    expect(row).toMatchObject({ status: 'succeeded', attempts: 2 });
  });

  test('a page at a time', async () => {
    const { id } = await api.addEndpoint(receiver.url, { types: ['number.*'] });
    const worker = api.startWorker();
    await api.emit([{}, {}, {}]);
    await api.settled(id, 3);
    await worker.stop();

    const first = await api.call('GET', `${BASE}/${id}/attempts?limit=2`);
    const second = await api.call('GET', `${BASE}/${id}/attempts?limit=2&after=${first.body.next}`);

    expect([first.body.has_more, second.body.has_more, second.body.next]).toEqual([
      true,
      false,
      null,
    ]);
    const ids = [...first.body.data, ...second.body.data].map((attempt) => attempt.id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('who may', () => {
  const routes: [method: string, path: string, json?: unknown][] = [
    ['GET', ''],
    ['PATCH', '', { batch: true }],
    ['DELETE', ''],
    ['POST', '/rotate-secret'],
    ['POST', '/test'],
    ['GET', '/attempts'],
    ['POST', '/attempts/1/resend'],
    ['POST', '/recover', { created_after: '2026-01-01T00:00:00Z' }],
  ];

  test.each(routes)(
    '%s %s: of another account it is 404, without admin 403',
    async (method, path, json) => {
      const { id } = await api.addEndpoint(receiver.url);
      const key = await api.addKey(await api.addAccount(), SCOPES);
      const weak = await api.addKey('1', ['read', 'operate', 'send']);
      const before = await api.counts();
      const call = (target: string, by: string) =>
        api.call(method, `${BASE}/${target}${path}`, { key: by, json });

      expect((await call(id, key)).status).toBe(404);
      expect((await call(randomUUID(), key)).status).toBe(404);
      expect((await call(id, weak)).status).toBe(403);
      expect(await api.counts()).toEqual(before);
      expect(receiver.requests).toEqual([]);
    },
  );

  test('lists and recovery stay within the account', async () => {
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    const { id } = await api.addEndpoint(receiver.url, { types: ['number.*'] }, key);
    await api.emit([{ accountId: '1' }, { accountId: account, type: 'number.closed' }]);
    const worker = api.startWorker();
    await api.settled(id, 1);
    await api.call('PATCH', `${BASE}/${id}`, { key, json: { disabled: true } });
    await api.call('PATCH', `${BASE}/${id}`, { key, json: { disabled: false } });

    const { body } = await api.call('POST', `${BASE}/${id}/recover`, {
      key,
      json: { created_after: '2026-01-01T00:00:00Z' },
    });
    await worker.stop();

    // The only event of the account was delivered before.
    expect(body).toEqual({ recovered: 0 });
    const list = await api.call('GET', BASE, { key });
    expect(list.body.data.map((endpoint: { id: string }) => endpoint.id)).toEqual([id]);
    expect(receiver.requests.map(({ event }) => event.type)).toEqual(['number.closed']);
  });
});

test('the OpenAPI document has a schema for every type that is pushed', async () => {
  const { body } = await api.call('GET', '/openapi.json');

  expect(Object.keys(body.webhooks).toSorted()).toEqual(
    [...EVENT_TYPES, 'event_endpoint.test', 'batch'].toSorted(),
  );
  const { schema } =
    body.webhooks['number.stage_changed'].post.requestBody.content['application/json'];
  expect(schema.properties.type.enum ?? [schema.properties.type.const]).toEqual([
    'number.stage_changed',
  ]);
  expect(schema.properties.data.$ref).toBe('#/components/schemas/NumberEventData');
  expect(body.components.schemas.NumberEventData.required).toContain('number');
});
