import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES } from '../../../src/store/tables.js';
import { newId, startHarness, type Call, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const newAccount = async (name = 'A customer'): Promise<string> =>
  (await api.call('POST', '/v1/accounts', { json: { name } })).body.id;
const newKey = async (json: Record<string, unknown>, call: Call = {}) =>
  (await api.call('POST', '/v1/api-keys', { ...call, json })).body;
const auditOf = async (query: string, call: Call = {}) =>
  (await api.call('GET', `/v1/audit?${query}`, call)).body.data as Record<string, unknown>[];

describe('accounts', () => {
  test('are made and read by the platform; a key of one sees that one only', async () => {
    const made = await api.call('POST', '/v1/accounts', { json: { name: ' Example Store ' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Example Store', state: 'open', numbers_left: 0 });
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`/v1/accounts/${id}`);

    const { secret: key } = await newKey({ account_id: id, scopes: [...SCOPES] });
    expect((await api.call('GET', `/v1/accounts/${id}`, { key })).body).toEqual(made.body);
    const list = await api.call('GET', '/v1/accounts', { key });
    expect(list.body.data).toEqual([made.body]);
    expect((await api.call('GET', '/v1/accounts/1', { key })).status).toBe(404);
    for (const [method, path, json] of [
      ['POST', '/v1/accounts', { name: 'x' }],
      ['DELETE', `/v1/accounts/${id}`, undefined],
    ] as const)
      expect((await api.call(method, path, { key, json })).body.code).toBe('insufficient_scope');
  });

  test('are listed newest first, in pages', async () => {
    const [first, second] = [await newAccount(), await newAccount()];
    const page = await api.call('GET', '/v1/accounts?limit=1');
    const next = await api.call('GET', `/v1/accounts?limit=1&after=${page.body.next}`);

    expect([page.body.data[0].id, next.body.data[0].id]).toEqual([second, first]);
  });

  test('the end of one: keys stop, numbers are released, nothing comes in; closed with the last number', async () => {
    const account = await newAccount();
    const headers = { 'account-id': account };
    const { secret: key } = await newKey({ scopes: ['admin', 'read'] }, { headers });
    const ids = [await api.addNumber({}, { key }), await api.addNumber({}, { key })];
    await api.db.deleteFrom('wakeups').execute();

    const closing = await api.call('DELETE', `/v1/accounts/${account}?deregister=true`);

    expect(closing.status).toBe(202);
    expect(closing.body).toMatchObject({ state: 'closing', numbers_left: 2 });
    expect((await api.call('GET', '/v1/numbers', { key })).status).toBe(401);
    const rows = await api.db
      .selectFrom('numbers')
      .select(['phone_number_id', 'desired', 'release'])
      .where('account_id', '=', account)
      .orderBy('phone_number_id')
      .execute();
    expect(rows.map((row) => [row.phone_number_id, row.desired, row.release?.deregister])).toEqual(
      ids.map((id) => [id, 'released', true]),
    );
    const woken = await api.db.selectFrom('wakeups').select('phone_number_id').execute();
    expect(woken.map((row) => row.phone_number_id).toSorted()).toEqual(ids);
    const json = { phone_number_id: newId(), waba_id: newId(), access_token: 'EAA-token-of-tests' };
    expect((await api.call('POST', '/v1/numbers', { json, headers })).body.code).toBe(
      'account_closing',
    );
    expect((await newKey({ scopes: ['read'] }, { headers })).code).toBe('account_closing');

    const before = await api.counts();
    expect((await api.call('DELETE', `/v1/accounts/${account}`)).body).toEqual(closing.body);
    expect(await api.counts()).toEqual(before);

    for (const [index, id] of ids.entries()) {
      await api.setNumber(id, { stage: 'closed', released_at: new Date(api.clock.at) });
      const { body } = await api.call('GET', `/v1/accounts/${account}`);
      expect([body.state, body.numbers_left]).toEqual(index === 0 ? ['closing', 1] : ['closed', 0]);
    }
    expect(await auditOf(`action=account.*&subject=account/${account}`)).toMatchObject([
      { action: 'account.close', details: { numbers: 2, deregister: true } },
      { action: 'account.create' },
    ]);
  });

  test('a number of the WhatsApp Business app is let go without a deregistration', async () => {
    const account = await newAccount();
    const id = await api.addNumber({}, { headers: { 'account-id': account } });
    await api.setNumber(id, { mode: 'coexistence' });

    await api.call('DELETE', `/v1/accounts/${account}?deregister=true`);

    const { release } = await api.db
      .selectFrom('numbers')
      .select('release')
      .where('phone_number_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(release).toMatchObject({ deregister: false });
  });

  test('a number that comes in at the same moment is either released too or refused', async () => {
    const account = await newAccount();
    const headers = { 'account-id': account };
    const add = () =>
      api.call('POST', '/v1/numbers', {
        headers,
        json: { phone_number_id: newId(), waba_id: newId(), access_token: 'EAA-token-of-tests' },
      });
    await Promise.all([add(), add(), api.call('DELETE', `/v1/accounts/${account}`), add(), add()]);

    const left = await api.db
      .selectFrom('numbers')
      .select('desired')
      .where('account_id', '=', account)
      .where('desired', '=', 'live')
      .execute();
    expect(left).toEqual([]);
  });

  test('the one that platform keys act for stays', async () => {
    expect((await api.call('DELETE', '/v1/accounts/1')).status).toBe(422);
    expect((await api.call('GET', '/v1/accounts/1')).body.state).toBe('open');
  });
});

describe('API keys', () => {
  test('a key is made, works, is found by how it begins, and ends', async () => {
    const account = await newAccount();
    const made = await api.call('POST', '/v1/api-keys', {
      json: {
        account_id: account,
        name: 'shop',
        scopes: ['read', 'read'],
        expires_at: '2027-01-01T00:00:00Z',
      },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ account_id: account, scopes: ['read'], last_used_at: null });
    const { secret, ...key } = made.body;

    expect((await api.call('GET', '/v1/numbers', { key: secret })).status).toBe(200);
    const found = await api.call('GET', `/v1/api-keys?prefix=${secret.slice(0, 14)}`);
    const used = { ...key, last_used_at: new Date(api.clock.at).toISOString() };
    expect(found.body.data).toEqual([used]);
    expect((await api.call('GET', '/v1/api-keys?prefix=%25')).body.data).toEqual([]);

    const ended = await api.call('DELETE', `/v1/api-keys/${key.id}`);
    expect(ended.body.revoked_at).not.toBeNull();
    expect((await api.call('GET', '/v1/numbers', { key: secret })).status).toBe(401);
    await api.call('DELETE', `/v1/api-keys/${key.id}`);
    const actions = await auditOf(`subject=api_key/${key.id}`);
    expect(actions.map(({ action }) => action)).toEqual(['api_key.revoke', 'api_key.create']);
  });

  test('the secret is shown once: a repeated request has null, and the database nothing of it', async () => {
    const call = { json: { scopes: ['read'] }, headers: { 'idempotency-key': 'key-once' } };
    const first = await api.call('POST', '/v1/api-keys', call);
    const again = await api.call('POST', '/v1/api-keys', call);

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual({ ...first.body, secret: null });
    const kept = await api.db.selectFrom('idempotency_keys').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(first.body.secret);
  });

  test('nobody gives away a scope that they lack, nor a key of the platform or of another account', async () => {
    const account = await newAccount();
    const { secret: key } = await newKey({ account_id: account, scopes: ['admin', 'read'] });
    const attempt = async (json: Record<string, unknown>) => (await newKey(json, { key })).code;

    expect(await attempt({ scopes: ['send'] })).toBe('insufficient_scope');
    expect(await attempt({ scopes: ['read'], account_id: null })).toBe('not_found');
    expect(await attempt({ scopes: ['read'], account_id: '1' })).toBe('not_found');
    expect(await newKey({ scopes: ['read'] }, { key })).toMatchObject({ account_id: account });
  });
});

describe('the audit log', () => {
  test('tells who changed what, under which request id, in pages and by what one knows', async () => {
    const account = await newAccount();
    const call = {
      headers: { 'account-id': account, actor: 'Dana', 'x-request-id': 'request-of-dana' },
    };
    const id = await api.addNumber({}, call);
    await api.call('PATCH', `/v1/numbers/${id}`, { ...call, json: { external_id: 'shop-7' } });
    await api.call('POST', `/v1/numbers/${id}/check`, { headers: { 'account-id': account } });

    expect(await auditOf(`subject=number/${id}&actor=Dana`)).toMatchObject([
      { action: 'number.change_settings', request_id: 'request-of-dana', account_id: account },
      { action: 'number.connect', request_id: 'request-of-dana', account_id: account },
    ]);
    expect(await auditOf(`request_id=request-of-dana&action=number.connect,x.*`)).toHaveLength(1);
    expect(await auditOf(`action=number.*&created_before=2026-01-01T00:00:00Z`)).toEqual([]);

    expect(
      await auditOf(`request_id=nobody,request-of-dana&actor=Dana,Eve&subject=number/${id},x`),
    ).toHaveLength(2);

    const timeline = async (query: string) =>
      (await api.call('GET', `/v1/numbers/${id}/timeline?${query}`)).body.data.length;
    const now = new Date(api.clock.at).toISOString();
    expect(await timeline('created_before=2026-01-01T00:00:00Z')).toBe(0);
    expect(await timeline(`created_after=2026-01-01T00:00:00Z`)).toBe(await timeline('limit=200'));
    expect(await timeline(`created_after=${now}`)).toBe(0);

    const path = `/v1/audit?limit=2&subject=number/${id}`;
    const page = await api.call('GET', path);
    const next = await api.call('GET', `${path}&after=${page.body.next}`);
    expect([...page.body.data, ...next.body.data].map(({ action }) => action)).toEqual([
      'number.check',
      'number.change_settings',
      'number.connect',
    ]);
    expect(next.body.has_more).toBe(false);
  });
});
