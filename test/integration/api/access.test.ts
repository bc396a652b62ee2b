import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, listApiKeys, revokeApiKey } from '../../../src/operations/api-keys.js';
import { platformActor } from '../../../src/operations/actor.js';
import { Problem } from '../../../src/operations/problem.js';
import { SCOPES } from '../../../src/store/tables.js';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

/** Every route about one number, with a body that is valid. */
const NUMBER_ROUTES: [method: string, path: string, json?: unknown][] = [
  ['GET', ''],
  ['PATCH', '', { paused: true }],
  ['DELETE', ''],
  ['GET', '/timeline'],
  ['GET', '/health'],
  ['GET', '/health/history'],
  ['POST', '/retry'],
  ['POST', '/check'],
  ['POST', '/code-requests'],
  ['POST', '/code', { code: '123456' }],
  ['PUT', '/pin', { pin: '123456' }],
  ['POST', '/pin/replace'],
  ['POST', '/repair-webhooks'],
];

describe('who asks', () => {
  test.each([
    ['no key', null],
    ['a wrong key', 'on_live_nobody'],
    ['something close to the platform key', 'admin-key-of-the-testz'],
  ])('%s is 401', async (_, key) => {
    const { status, headers, body } = await api.call('GET', '/v1/numbers', { key });

    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body.type).toBe('/docs/errors/unauthenticated');
  });

  test('an expired key says so, a revoked one does not', async () => {
    const expired = await api.addKey('1', ['read']);
    const revoked = await api.addKey('1', ['read']);
    const set = (key: string, columns: { expires_at: Date } | { revoked_at: Date }) =>
      api.db.updateTable('api_keys').set(columns).where('prefix', '=', key.slice(0, 16)).execute();
    await set(expired, { expires_at: new Date(api.clock.at) });
    await set(revoked, { revoked_at: new Date(api.clock.at) });

    expect((await api.call('GET', '/v1/numbers', { key: expired })).body.code).toBe('key_expired');
    expect((await api.call('GET', '/v1/numbers', { key: revoked })).body.code).toBe(
      'unauthenticated',
    );
  });

  test('the use of a key is noted to the minute', async () => {
    const key = await api.addKey('1', ['read']);
    const lastUse = async () => {
      await api.call('GET', '/v1/numbers', { key });
      const row = await api.db
        .selectFrom('api_keys')
        .select('last_used_at')
        .where('prefix', '=', key.slice(0, 16))
        .executeTakeFirstOrThrow();
      return row.last_used_at?.getTime();
    };
    const first = await lastUse();
    api.clock.at += 59_000;
    expect(await lastUse()).toBe(first);
    api.clock.at += 1_000;
    expect(await lastUse()).toBe(api.clock.at);
  });
});

describe('what a key may do', () => {
  test.each([
    ['read', 'POST', '/v1/numbers', { phone_number_id: '1', waba_id: '1', access_token: 'x' }],
    ['operate', 'GET', '/v1/numbers', undefined],
    ['admin', 'GET', '/v1/numbers/{id}', undefined],
    ['read', 'POST', '/v1/numbers/{id}/retry', {}],
    ['admin', 'POST', '/v1/numbers/{id}/code', { code: '123456' }],
    ['operate', 'DELETE', '/v1/numbers/{id}', undefined],
    ['operate', 'PATCH', '/v1/numbers/{id}', { paused: true }],
    ['operate', 'PUT', '/v1/wabas/1/token', { access_token: 'x' }],
  ] as const)('the scope %s is not enough for %s %s', async (scope, method, path, json) => {
    const id = await api.addNumber();
    const key = await api.addKey('1', [scope]);
    const before = await api.counts();

    const { status, body } = await api.call(method, path.replace('{id}', id), { key, json });

    expect([status, body.code]).toEqual([403, 'insufficient_scope']);
    expect(await api.counts()).toEqual(before);
  });
});

test('what a key may not do is refused before anybody looks at what it sent', async () => {
  const id = await api.addNumber();
  const key = await api.addKey('1', ['read']);
  for (const [method, path] of [
    ['POST', '/v1/numbers'],
    ['POST', `/v1/numbers/${id}/code`],
    ['PATCH', `/v1/numbers/${id}`],
  ] as const) {
    const { status, body } = await api.call(method, path, { key, json: { colour: 'red' } });
    expect([status, body.code]).toEqual([403, 'insufficient_scope']);
  }
});

describe('whose number it is', () => {
  test.each(NUMBER_ROUTES)(
    '%s /v1/numbers/{id}%s of another account is 404',
    async (method, path, json) => {
      const id = await api.addNumber();
      const key = await api.addKey(await api.addAccount(), SCOPES);
      const before = await api.counts();

      const foreign = await api.call(method, `/v1/numbers/${id}${path}`, { key, json });
      const missing = await api.call(method, `/v1/numbers/${newId()}${path}`, { key, json });

      expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
      expect([missing.status, missing.body.code]).toEqual([404, 'not_found']);
      expect(await api.counts()).toEqual(before);
    },
  );

  test('lists hold the own account only', async () => {
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    await api.addNumber();
    const own = await api.addNumber({}, { key });

    const { body } = await api.call('GET', '/v1/numbers', { key });
    const wabas = await api.call('GET', '/v1/wabas', { key });

    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([own]);
    expect(wabas.body.data).toHaveLength(1);
  });

  test('a platform key reads everywhere, acts for one account, and sees the run in Temporal', async () => {
    const account = await api.addAccount();
    const id = await api.addNumber({}, { headers: { 'account-id': account } });
    const path = `/v1/numbers/${id}`;

    const read = await api.call('GET', path);
    expect(read.body.account_id).toBe(account);
    expect(read.body.onboarding.workflow.id).toBe(`onboard-number/${id}`);

    expect((await api.call('POST', `${path}/check`)).status).toBe(404);
    const headers = { 'account-id': account };
    expect((await api.call('POST', `${path}/check`, { headers })).status).toBe(202);
    expect((await api.call('GET', path, { headers: { 'account-id': '1' } })).status).toBe(404);
  });

  test('an account key sees nothing of Temporal and cannot become another account', async () => {
    const key = await api.addKey('1', SCOPES);
    const id = await api.addNumber();
    const account = await api.addAccount();

    const read = await api.call('GET', `/v1/numbers/${id}`, { key });
    expect(read.body.onboarding.workflow).toBeUndefined();
    const own = await api.call('GET', '/v1/numbers', { key, headers: { 'account-id': '1' } });
    expect(own.status).toBe(200);
    const foreign = await api.call('GET', '/v1/numbers', {
      key,
      headers: { 'account-id': account },
    });
    expect(foreign.status).toBe(404);
  });

  test.each(['999999', 'abc', '1e3', '-1'])('the account %s is 404', async (account) => {
    const headers = { 'account-id': account };

    expect((await api.call('GET', '/v1/numbers', { headers })).status).toBe(404);
  });
});

test('who did it, and under which request id, is kept in timeline, audit and intents', async () => {
  const headers = { actor: `Dana ${'x'.repeat(200)}`, 'x-request-id': 'req-77' };
  const id = await api.addNumber({}, { headers });
  await api.call('POST', `/v1/numbers/${id}/check`, { headers });

  const { body } = await api.call('GET', `/v1/numbers/${id}/timeline`);
  expect(body.data[0]).toMatchObject({ request_id: 'req-77' });
  expect(body.data[0].actor).toHaveLength(100);
  const audit = await api.db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'request_id', 'account_id'])
    .where('subject', '=', `number/${id}`)
    .orderBy('id')
    .execute();
  const actor = `Dana ${'x'.repeat(95)}`;
  expect(audit).toEqual([
    { action: 'number.connect', actor, request_id: 'req-77', account_id: '1' },
    { action: 'number.check', actor, request_id: 'req-77', account_id: '1' },
  ]);
  const intents = await api.db
    .selectFrom('intents')
    .select(['actor', 'request_id'])
    .where('request_id', '=', 'req-77')
    .execute();
  expect(intents).toEqual([{ actor, request_id: 'req-77' }]);
});

describe('API keys', () => {
  const wish = { accountId: '1', name: 'shop', scopes: ['read'] as const, expiresAt: null };

  test('a new key works, is shown once, and is stored as a hash only', async () => {
    const { key, secret } = await createApiKey(platformActor('cli'), wish, api);

    expect((await api.call('GET', '/v1/numbers', { key: secret })).status).toBe(200);
    expect(secret.startsWith(key.prefix)).toBe(true);
    const rows = JSON.stringify(await api.db.selectFrom('api_keys').selectAll().execute());
    expect(rows).not.toContain(secret);
    expect(JSON.stringify(await listApiKeys(platformActor('cli'), api))).not.toContain('"hash"');
  });

  test('a revoked key stops at once, and again changes nothing', async () => {
    const { key, secret } = await createApiKey(platformActor('cli'), wish, api);

    const first = await revokeApiKey(platformActor('cli'), key.id, api);
    api.clock.at += 1_000;
    const again = await revokeApiKey(platformActor('cli'), key.id, api);

    expect(again.revoked_at).toEqual(first.revoked_at);
    expect((await api.call('GET', '/v1/numbers', { key: secret })).status).toBe(401);
  });

  test('an account makes and ends keys of its own only', async () => {
    const account = await api.addAccount();
    const actor = {
      ...platformActor('someone'),
      isPlatform: false,
      accountId: account,
      readsAccountId: account,
    };
    const { key } = await createApiKey(platformActor('cli'), wish, api);

    await expect(createApiKey(actor, wish, api)).rejects.toThrow(Problem);
    await expect(createApiKey(actor, { ...wish, accountId: null }, api)).rejects.toThrow(Problem);
    await expect(revokeApiKey(actor, key.id, api)).rejects.toThrow(Problem);
    await expect(revokeApiKey(platformActor('cli'), 'nonsense', api)).rejects.toThrow(Problem);
    expect(await listApiKeys(actor, api)).toEqual([]);
  });
});
