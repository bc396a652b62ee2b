import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import { ADMIN_KEY, newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const wishes = () => ({
  phone_number_id: newId(),
  waba_id: newId(),
  access_token: `EAAsecret-token-${newId()}`,
});

describe('problems', () => {
  test.each([
    ['GET', '/nowhere'],
    ['GET', '/v1/nowhere'],
    ['PUT', '/v1/numbers'],
  ])('%s %s is a 404 problem', async (method, path) => {
    const { status, headers, body } = await api.call(method, path);

    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({
      type: '/docs/errors/not_found',
      title: 'Not found',
      status: 404,
      detail: `There is no ${method} ${path}.`,
      code: 'not_found',
      request_id: headers.get('x-request-id'),
    });
  });

  test.each([
    ['malformed_json', 400, '{"phone_number_id":', 'application/json'],
    ['malformed_json', 400, '\u0000', 'application/json'],
    ['unsupported_media_type', 415, 'a=1', 'application/x-www-form-urlencoded'],
    ['unsupported_media_type', 415, '{}', 'text/plain'],
    ['invalid_request', 422, '[]', 'application/json'],
    ['invalid_request', 422, 'null', 'application/json; charset=utf-8'],
    [
      'body_too_large',
      413,
      JSON.stringify({ metadata: 'x'.repeat(1_048_577) }),
      'application/json',
    ],
  ])('%s is %i and changes nothing', async (code, expected, raw, type) => {
    const before = await api.counts();

    const { status, body } = await api.call('POST', '/v1/numbers', {
      raw,
      headers: { 'content-type': type },
    });

    expect([status, body.code]).toEqual([expected, code]);
    expect(await api.counts()).toEqual(before);
  });

  test('a body without a declared length is cut off while it is read', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });

    const response = await api.app.request('/v1/numbers', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/json',
      },
      body: endless,
      duplex: 'half',
    });

    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(25);
  });

  test.each([
    ['a NUL in metadata', { metadata: { a: '\u0000' } }],
    ['half a surrogate pair in metadata', { metadata: { a: '\ud800' } }],
    ['a NUL in external_id', { external_id: 'a\u0000b' }],
  ])('%s is 422 and changes nothing', async (_, wrong) => {
    const before = await api.counts();

    const { status, body } = await api.call('POST', '/v1/numbers', {
      json: { ...wishes(), ...wrong },
    });

    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(await api.counts()).toEqual(before);
    expect((await api.call('GET', '/v1/numbers?q=%00')).status).toBe(422);
  });

  test('over a socket it is the same: bodies arrive, too large ones are refused', async () => {
    const server = serve({ fetch: api.app.fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const post = (body: string | ReadableStream<Uint8Array>) =>
      fetch(`http://127.0.0.1:${port}/v1/numbers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        body,
        duplex: 'half',
      });
    try {
      expect((await post(JSON.stringify(wishes()))).status).toBe(202);
      expect((await post(new Blob([JSON.stringify(wishes())]).stream())).status).toBe(202);
      const large = await post(JSON.stringify({ metadata: 'x'.repeat(2_000_000) }));
      expect([large.status, large.headers.get('content-type')]).toEqual([
        413,
        'application/problem+json',
      ]);
    } finally {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }
  });

  test('a body is not even looked at before the key is known', async () => {
    const { status } = await api.call('POST', '/v1/numbers', { key: null, raw: '{' });

    expect(status).toBe(401);
  });

  test('a bug of ours answers a constant text, and the log has the rest', async () => {
    const broken = await startHarness({
      workflowLink: () => {
        throw new Error('the inside story');
      },
    });
    try {
      const { status, body, headers } = await broken.call('POST', '/v1/numbers', {
        json: wishes(),
      });

      expect([status, body.code]).toEqual([500, 'internal_error']);
      expect(JSON.stringify(body)).not.toContain('inside story');
      const line = broken.logs.find((log) => log.includes('inside story'));
      expect(line).toContain(headers.get('x-request-id'));
    } finally {
      await broken.close();
    }
  });

  test('with Postgres down it is 503 with Retry-After, and the probes say so', async () => {
    const db = openDatabase('postgresql://nobody:secret-of-the-url@127.0.0.1:1/none');
    const down = await startHarness({ db });
    try {
      const answer = await down.call('POST', '/v1/numbers', { json: wishes() });
      const ready = await down.call('GET', '/readyz');

      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect([ready.status, ready.body.missing]).toEqual([503, ['postgres', 'migrations']]);
      expect((await down.call('GET', '/healthz')).status).toBe(200);
      expect(ready.text + answer.text).not.toContain('secret-of-the-url');
    } finally {
      await down.close();
      await db.destroy();
    }
  });
});

describe('request ids', () => {
  test('are taken, echoed, and found in the log without the number', async () => {
    const id = await api.addNumber();
    const headers = { 'x-request-id': 'trace:42/a' };

    const answer = await api.call('GET', `/v1/numbers/${id}`, { headers });

    expect(answer.headers.get('x-request-id')).toBe('trace:42/a');
    const line = api.logs.find((log) => log.includes('trace:42/a') && log.includes('"request"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      request_id: 'trace:42/a',
      method: 'GET',
      route: '/v1/numbers/:id',
      status: 200,
    });
    expect(line).not.toContain(id);
  });

  test.each(['', 'x'.repeat(200), 'a b', '"><script>'])('"%s" is replaced', async (given) => {
    const { headers } = await api.call('GET', '/healthz', { headers: { 'x-request-id': given } });

    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('Idempotency-Key', () => {
  const send = (key: string, json: unknown, path = '/v1/numbers') =>
    api.call('POST', path, { json, headers: { 'idempotency-key': key } });

  test('the same request again gets the same answer', async () => {
    const json = wishes();
    const first = await send('one', json);
    const before = await api.counts();

    const second = await send('one', json);

    expect([first.status, second.status]).toEqual([202, 202]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(second.body).toEqual(first.body);
    expect(await api.counts()).toEqual(before);
  });

  test('a refusal is kept too, with its type', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}/retry`;

    const first = await send('no', {}, path);
    await api.setNumber(id, { reason: 'number_in_use' });
    const second = await send('no', {}, path);

    expect([first.status, second.status]).toEqual([409, 409]);
    expect(second.headers.get('content-type')).toBe('application/problem+json');
    expect(second.body).toEqual(first.body);
  });

  test('another body is 422', async () => {
    await send('two', wishes());

    const { status, body } = await send('two', wishes());

    expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('another query is another request', async () => {
    const path = `/v1/numbers/${await api.addNumber()}/check`;
    await send('query', {}, path);

    const { status, body } = await send('query', {}, `${path}?other=1`);

    expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('what is no POST is done each time', async () => {
    const headers = { 'idempotency-key': 'get' };
    for (const path of ['/v1/numbers', '/v1/numbers', '/v1/numbers?limit=1']) {
      const answer = await api.call('GET', path, { headers });
      expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([200, null]);
    }
  });

  test('another number or another account is another request', async () => {
    const one = await api.addNumber();
    const other = await api.addNumber();
    const account = await api.addAccount();

    for (const id of [one, other])
      expect((await send('three', {}, `/v1/numbers/${id}/check`)).body.id).toBe(id);
    const elsewhere = await api.call('POST', '/v1/numbers', {
      json: wishes(),
      headers: { 'idempotency-key': 'one', 'account-id': account },
    });
    expect(elsewhere.headers.get('idempotent-replayed')).toBeNull();
  });

  test('while it runs 409 with Retry-After; a run that died gives way; an old one is forgotten', async () => {
    const json = wishes();
    await send('four', json);
    const restart = (age: number, state: 'running' | 'finished') =>
      api.db
        .updateTable('idempotency_keys')
        .set({ state, created_at: new Date(api.clock.at - age) })
        .where('key', '=', 'four')
        .execute();

    await restart(1_000, 'running');
    const running = await send('four', json);
    expect([running.status, running.body.code]).toEqual([409, 'idempotency_in_progress']);
    expect(running.headers.get('retry-after')).toBe('1');

    await restart(61_000, 'running');
    expect((await send('four', wishes())).body.code).toBe('idempotency_key_reused');
    const taken = await send('four', json);
    expect([taken.status, taken.headers.get('idempotent-replayed')]).toEqual([200, null]);

    api.clock.at += 24 * 3_600_000 + 1;
    expect((await send('four', json)).headers.get('idempotent-replayed')).toBeNull();
  });

  test('six at once are one request', async () => {
    const json = wishes();

    const answers = await Promise.all(Array.from({ length: 6 }, () => send('five', json)));

    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 409)).toEqual([202]);
    expect((await send('five', json)).headers.get('idempotent-replayed')).toBe('true');
  });

  test('a 5xx is not kept', async () => {
    let isBroken = true;
    const broken = await startHarness({
      workflowLink: (id, runId) => {
        if (isBroken) throw new Error('a bug');
        return { id, run_id: runId, url: null };
      },
    });
    try {
      const call = { json: wishes(), headers: { 'idempotency-key': 'six' } };
      expect((await broken.call('POST', '/v1/numbers', call)).status).toBe(500);
      isBroken = false;

      const again = await broken.call('POST', '/v1/numbers', call);

      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, null]);
    } finally {
      await broken.close();
    }
  });

  test('a 403 is not kept: another key of the account may do what this one may not', async () => {
    const json = wishes();
    const headers = { 'idempotency-key': 'seven' };
    const reader = await api.addKey('1', ['read']);
    expect((await api.call('POST', '/v1/numbers', { json, headers, key: reader })).status).toBe(
      403,
    );

    const allowed = await send('seven', json);

    expect([allowed.status, allowed.headers.get('idempotent-replayed')]).toEqual([202, null]);
  });

  test('what asks to be repeated later is not kept', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}/code-requests`;
    const json = { method: 'SMS', language: 'en_US' };
    await api.setNumber(id, {
      reason: 'code_cooldown',
      node: { codeVerification: 'NOT_VERIFIED' },
      memory: {
        code: {
          requestedAt: api.clock.at,
          method: 'SMS',
          sentAt: api.clock.at,
          cooldownUntil: api.clock.at + 3_600_000,
          refusals: 0,
          refusal: null,
          alreadyVerifiedAt: null,
          verifiedAt: null,
          wrongTries: 0,
        },
      },
    });
    const first = await send('eight', json, path);
    expect([first.body.code, first.headers.has('retry-after')]).toEqual(['code_cooldown', true]);

    const second = await send('eight', json, path);

    expect(second.headers.get('idempotent-replayed')).toBeNull();
  });

  test('an answer lies encrypted', async () => {
    const json = { ...wishes(), external_id: 'the-customer-of-mine' };
    await send('nine', json);
    const { response } = await api.db
      .selectFrom('idempotency_keys')
      .select('response')
      .where('key', '=', 'nine')
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(response)).not.toContain('the-customer-of-mine');
    expect((await send('nine', json)).body.external_id).toBe('the-customer-of-mine');

    const other = 'another key of the same account';
    await api.db
      .updateTable('idempotency_keys')
      .set({ key: other })
      .where('key', '=', 'nine')
      .execute();
    expect((await send(other, json)).body.code).toBe('idempotency_key_reused');
  });

  test('a key of 256 characters is 422', async () => {
    const { status, body } = await send('x'.repeat(256), wishes());

    expect([status, body.errors[0].parameter]).toEqual([422, 'Idempotency-Key']);
  });
});

test('no secret is in an answer, a log line or a row that is not encrypted', async () => {
  const token = 'EAAthis-token-must-not-appear';
  const secrets = [token, '739184', '582016', '604417'];
  const id = newId();
  const headers = { 'idempotency-key': 'secrets' };
  const json = { phone_number_id: id, waba_id: newId(), access_token: token, pin: '739184' };
  await api.call('POST', '/v1/numbers', { json, headers });
  await api.call('POST', '/v1/numbers', { json: { ...json, pin: '111222' } });
  await api.call('PUT', `/v1/numbers/${id}/pin`, { json: { pin: '582016' } });
  await api.call('POST', `/v1/numbers/${id}/code`, { json: { code: '604417' } });
  await api.call('POST', `/v1/numbers/${id}/code`, { json: { code: '604417', pin: '582016' } });
  await api.call('PUT', `/v1/wabas/${json.waba_id}/token`, { json: { access_token: `${token}2` } });
  for (const path of ['', '/timeline', '/health', '/health/history'])
    await api.call('GET', `/v1/numbers/${id}${path}`);
  const row = await api.db
    .selectFrom('numbers')
    .select(['id', 'encrypted_verify_token'])
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  secrets.push(
    api.vault.decrypt(row.encrypted_verify_token, `numbers/encrypted_verify_token/${row.id}`),
  );

  const tables = [
    'numbers',
    'tokens',
    'wabas',
    'phone_numbers_seen',
    'intents',
    'timeline',
    'events',
    'audit_log',
    'idempotency_keys',
  ] as const;
  const rows = await Promise.all(
    tables.map(async (table) =>
      JSON.stringify(await api.db.selectFrom(table).selectAll().execute()),
    ),
  );
  const everything = [...api.answers, ...api.logs, ...rows].join('\n');
  for (const secret of secrets) expect(everything).not.toContain(secret);
});
