import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { housekeep } from '../../../src/activities/housekeep.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { SCOPES } from '../../../src/store/tables.js';
import { deliver, drainAll, envelope } from '../../support/drain.js';
import { startMeta, type Meta } from '../../support/meta.js';
import { newId, startHarness, type Answer, type Call, type Harness } from './harness.js';

const APP = '4455667788990011';
const SECRET = 'app-secret-of-the-tests';
const HOUR = 3_600_000;
let meta: Meta;
let api: Harness;
beforeAll(async () => {
  meta = await startMeta();
  await meta.put(`/apps/${APP}`, { secret: SECRET });
  const graph = createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [] });
  api = await startHarness({ meta: { graph, app: { id: APP, secret: SECRET } } });
});
afterEach(() => meta.clearFaults());
afterAll(async () => {
  await api.close();
  await meta.close();
});

/** A customer with a WABA of these numbers, who went through the pop-up. */
async function customer(...numbers: Record<string, unknown>[]) {
  const waba = newId();
  await meta.put(`/wabas/${waba}`, { token: `EAA${randomBytes(12).toString('hex')}` });
  const ids: string[] = [];
  for (const state of numbers) {
    const id = newId();
    await meta.put(`/numbers/${id}`, { waba_id: waba, scenario: 'straight_through', ...state });
    ids.push(id);
  }
  return { waba, ids, code: await codeFor(waba) };
}
const codeFor = async (waba: string): Promise<string> =>
  String((await meta.post(`/wabas/${waba}/signup-codes`))['code']);
const signUp = (json: Record<string, unknown>, call: Call = {}): Promise<Answer> =>
  api.call('POST', '/v1/embedded-signups', { ...call, json });
const exchanges = async (): Promise<number> => {
  const response = await fetch(`${meta.url}/_sim/requests?limit=1000`);
  const { data } = (await response.json()) as { data: { path: string }[] };
  return data.filter(({ path }) => path.endsWith('/oauth/access_token')).length;
};
const fail = (path: string, effect: Record<string, unknown>) =>
  meta.post('/faults', { match: { path }, times: 1, effect });
const rowOf = (id: string) =>
  api.db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
const tokenAt = async (waba: string): Promise<string> => {
  const row = await api.db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select(['tokens.id', 'encrypted_token'])
    .where('waba_id', '=', waba)
    .executeTakeFirstOrThrow();
  return api.vault.decrypt(row.encrypted_token, `tokens/encrypted_token/${row.id}`);
};

describe('a sign-up', () => {
  test('connects the number with the token of the code, and its 14 days begin', async () => {
    const { waba, ids, code } = await customer({});
    const [id = ''] = ids;

    const answer = await signUp({ code, waba_id: waba, phone_number_id: id, business_id: '77' });

    expect([answer.status, answer.body.id, answer.body.waba_id]).toEqual([202, id, waba]);
    expect(answer.headers.get('location')).toBe(`/v1/numbers/${id}`);
    expect(answer.body.signed_up_at).toBe(new Date(api.clock.at).toISOString());
    const look = await fetch(`${meta.url}/v24.0/${waba}?fields=id`, {
      headers: { authorization: `Bearer ${await tokenAt(waba)}` },
    });
    expect(look.status).toBe(200);
    const [told] = (await api.call('GET', `/v1/embedded-signups?waba_id=${waba}`)).body.data;
    expect(told).toMatchObject({ state: 'connected', phone_number_id: id, problem: null });
    const wakeup = await api.db
      .selectFrom('wakeups')
      .selectAll()
      .where('phone_number_id', '=', id)
      .execute();
    expect(wakeup).toHaveLength(1);
  });

  test('needs nothing but the code where the token leads to one number', async () => {
    const { ids, code } = await customer({ code_verification_status: 'NOT_VERIFIED' });

    expect((await signUp({ code })).body.id).toBe(ids[0]);
  });

  test('the same code again is the same sign-up, and goes to Meta once', async () => {
    const { ids, code } = await customer({});
    const before = await exchanges();
    const [first, second] = [await signUp({ code }), await signUp({ code })];

    expect([first.status, second.status, second.body.id]).toEqual([202, 200, ids[0]]);
    expect(await exchanges()).toBe(before + 1);
    const other = await signUp({ code, phone_number_id: newId() });
    expect([other.status, other.body.code]).toEqual([422, 'signup_code_unusable']);
  });

  test('two requests with one code at the same time make one exchange', async () => {
    const { code } = await customer({});
    const before = await exchanges();

    const answers = await Promise.all([signUp({ code }), signUp({ code })]);

    expect(await exchanges()).toBe(before + 1);
    // Whoever is second waits, or takes the token that the first one got.
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(202);
    expect(statuses.filter((status) => ![200, 202, 409].includes(status))).toEqual([]);
  });

  test('a code that another account used is refused with Meta’s words', async () => {
    const { code } = await customer({});
    await signUp({ code });
    const key = await api.addKey(await api.addAccount(), SCOPES);

    const { status, body } = await signUp({ code }, { key });

    expect([status, body.code, body.graph.subcode]).toEqual([422, 'signup_code_unusable', 36009]);
  });

  test('a code older than 30 seconds is refused', async () => {
    const { code } = await customer({});
    await meta.advance(31_000);

    expect((await signUp({ code })).body.code).toBe('signup_code_unusable');
  });

  test('a lost reply: the code is spent, says so, and is not sent again', async () => {
    const { waba, code } = await customer({});
    await fail('oauth/access_token', { reply: 'lost' });
    const before = await exchanges();

    const lost = await signUp({ code, waba_id: waba });
    const again = await signUp({ code, waba_id: waba });

    for (const { status, body } of [lost, again])
      expect([status, body.code]).toEqual([422, 'signup_reply_lost']);
    expect(await exchanges()).toBe(before + 1);
    const fresh = await signUp({ code: await codeFor(waba), waba_id: waba });
    expect(fresh.status).toBe(202);
  });

  test('Meta fails after the exchange: the token is kept, and the same request goes on', async () => {
    const { ids, code } = await customer({});
    await fail('debug_token', { status: 500 });

    const failed = await signUp({ code });
    expect([failed.status, failed.body.code]).toEqual([503, 'signup_incomplete']);
    expect(failed.headers.get('retry-after')).toBe('5');
    const before = await exchanges();
    expect((await signUp({ code })).body.id).toBe(ids[0]);
    expect(await exchanges()).toBe(before);
    const rows = await api.db
      .selectFrom('embedded_signups')
      .select('encrypted_token')
      .where('state', '=', 'connected')
      .execute();
    expect(rows.every((row) => row.encrypted_token === null)).toBe(true);
  });

  test('a WABA that the token was not given for is refused, whatever the browser says', async () => {
    const [mine, foreign] = [await customer({}), await customer({})];

    const { status, body } = await signUp({
      code: mine.code,
      waba_id: foreign.waba,
      phone_number_id: foreign.ids[0],
    });

    expect([status, body.code]).toEqual([422, 'signup_not_granted']);
    const wabas = await api.db
      .selectFrom('wabas')
      .select('waba_id')
      .where('waba_id', '=', foreign.waba)
      .execute();
    expect(wabas).toEqual([]);
  });

  test('two numbers: nothing is guessed; the same code with the number goes on', async () => {
    const { waba, ids, code } = await customer({}, {});
    const asked = await signUp({ code, waba_id: waba });

    expect([asked.status, asked.body.code]).toEqual([422, 'signup_ambiguous']);
    expect(
      asked.body.candidates.map((one: Record<string, unknown>) => one['phone_number_id']),
    ).toEqual(ids);
    const before = await exchanges();
    const chosen = await signUp({ code, waba_id: waba, phone_number_id: ids[1] });
    expect([chosen.status, chosen.body.id, await exchanges()]).toEqual([202, ids[1], before]);
  });

  test('no number: says so, and the same code goes on once there is one', async () => {
    const { waba, code } = await customer();
    expect((await signUp({ code, waba_id: waba })).body.code).toBe('signup_number_missing');

    const id = newId();
    await meta.put(`/numbers/${id}`, { waba_id: waba, scenario: 'straight_through' });
    expect((await signUp({ code, waba_id: waba })).body.id).toBe(id);
  });

  test('leaves neither code nor token in answers, logs or the database', async () => {
    const { waba, code } = await customer({});
    await signUp({ code });
    const token = await tokenAt(waba);
    const tables = [
      'embedded_signups',
      'audit_log',
      'timeline',
      'events',
      'tokens',
      'idempotency_keys',
    ] as const;
    const rows = await Promise.all(
      tables.map((table) => api.db.selectFrom(table).selectAll().execute()),
    );
    const everywhere = [JSON.stringify(rows), ...api.logs, ...api.answers].join('\n');
    for (const secret of [code, token, SECRET]) expect(everywhere).not.toContain(secret);
  });
});

describe('coexistence', () => {
  test('the finish names only the WABA: the one number on the app is taken, and is expected to stay there', async () => {
    const { waba, ids, code } = await customer({}, { scenario: 'coexistence' });

    const { status, body } = await signUp({ code, waba_id: waba, coexistence: true });

    expect([status, body.id]).toEqual([202, ids[1]]);
    expect(body.mode).toBe('coexistence');
    expect(body.app_data_sync).toEqual({
      deadline_at: new Date(api.clock.at + 24 * HOUR).toISOString(),
      contacts_requested_at: null,
      history_requested_at: null,
    });
  });

  test('is the sign-up’s word, also where the node does not show it yet, and stays', async () => {
    const { waba, ids, code } = await customer({});
    const wish = { waba_id: waba, phone_number_id: ids[0] };

    const first = await signUp({ ...wish, code, coexistence: true });
    const again = await signUp({ ...wish, code: await codeFor(waba) });
    expect([first.body.mode, again.body.mode]).toEqual(['coexistence', 'coexistence']);

    const late = await customer({});
    await signUp({ code: late.code });
    const joined = await signUp({
      code: await codeFor(late.waba),
      coexistence: true,
      phone_number_id: late.ids[0],
    });
    expect([joined.status, joined.body.mode]).toEqual([200, 'coexistence']);
  });

  test.each([
    ['two on the app', ['coexistence', 'coexistence'], 2],
    ['none on the app', ['straight_through', 'straight_through'], 2],
  ])('%s: candidates', async (_, scenarios, howMany) => {
    const { waba, code } = await customer(...scenarios.map((scenario) => ({ scenario })));

    const { body } = await signUp({ code, waba_id: waba, coexistence: true });

    expect([body.code, body.candidates.length]).toEqual(['signup_ambiguous', howMany]);
  });

  test('contacts and history are asked for once each, within 24 hours', async () => {
    const { waba, ids, code } = await customer({ scenario: 'coexistence' });
    const [id = ''] = ids;
    await signUp({ code, waba_id: waba, coexistence: true });
    const path = `/v1/numbers/${id}/app-data-sync`;

    const contacts = await api.call('POST', path, { json: { types: ['contacts'] } });
    const both = await api.call('POST', path);
    await api.call('POST', path);

    expect([contacts.status, both.status]).toEqual([200, 200]);
    expect(contacts.body.app_data_sync.history_requested_at).toBeNull();
    expect(both.body.app_data_sync.history_requested_at).not.toBeNull();
    const seen = await meta.calls(id, 'smb_app_data');
    expect(seen.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('Meta’s refusal is told, and may be tried again; after a day it is not tried', async () => {
    const { waba, ids, code } = await customer({ scenario: 'coexistence' });
    await signUp({ code, waba_id: waba, coexistence: true });
    const path = `/v1/numbers/${ids[0]}/app-data-sync`;
    await fail('smb_app_data', { code: 2, message: 'Service temporarily unavailable' });

    const refused = await api.call('POST', path, { json: { types: ['history'] } });
    expect([refused.status, refused.body.code, refused.body.graph.code]).toEqual([
      409,
      'app_data_sync_unavailable',
      2,
    ]);
    expect((await api.call('POST', path, { json: { types: ['history'] } })).status).toBe(200);

    api.clock.at += 25 * HOUR;
    const late = await api.call('POST', path);
    api.clock.at -= 25 * HOUR;
    expect([late.status, late.body.code]).toEqual([409, 'app_data_sync_unavailable']);
  });

  test('a number that is not on the app has none', async () => {
    const { ids, code } = await customer({});
    await signUp({ code });
    await api.setNumber(ids[0] ?? '', { node: { isOnBizApp: false } });

    const answer = await api.call('POST', `/v1/numbers/${ids[0]}/app-data-sync`);
    expect([answer.status, answer.body.code]).toEqual([409, 'app_data_sync_unavailable']);
    expect((await api.call('GET', `/v1/numbers/${ids[0]}`)).body.app_data_sync).toBeNull();
  });
});

describe('connecting again', () => {
  test('gives the number the new token and new days, and keeps everything else', async () => {
    const { waba, ids, code } = await customer({});
    const [id = ''] = ids;
    await signUp({ code });
    const json = {
      callback_url: 'https://shop.example/hook',
      external_id: 'shop-7',
      pin_policy: 'ask',
      metadata: { a: 1 },
    };
    await api.call('PATCH', `/v1/numbers/${id}`, { json });
    const [before, oldToken] = [await rowOf(id), await tokenAt(waba)];
    await api.db.deleteFrom('wakeups').execute();
    api.clock.at += HOUR;

    const again = await signUp({ code: await codeFor(waba) });

    expect([again.status, again.body.id]).toEqual([200, id]);
    const now = new Date(api.clock.at);
    expect(await rowOf(id)).toEqual({ ...before, signed_up_at: now, updated_at: now });
    expect(await tokenAt(waba)).not.toBe(oldToken);
    const wakeups = await api.db.selectFrom('wakeups').select('phone_number_id').execute();
    expect(wakeups).toEqual([{ phone_number_id: id }]);
    const kinds = (await api.call('GET', `/v1/numbers/${id}/timeline`)).body.data.map(
      (row: { kind: string }) => row.kind,
    );
    expect(kinds.slice(0, 2).toSorted()).toEqual(['signed_up_again', 'token_replaced']);
  });

  test('a number of another account stays there', async () => {
    const { waba, code } = await customer({});
    await signUp({ code });
    const key = await api.addKey(await api.addAccount(), SCOPES);
    await api.db
      .updateTable('numbers')
      .set({ live_at: new Date(api.clock.at) })
      .where('waba_id', '=', waba)
      .execute();

    expect((await signUp({ code: await codeFor(waba) }, { key })).body.code).toBe('number_taken');
  });
});

test('the module and the example page are served, and load nothing else from elsewhere but Meta’s script', async () => {
  const script = await api.call('GET', '/embedded-signup/embedded-signup.js', { key: null });
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(script.text).toContain('export async function embeddedSignup');
  const page = await api.call('GET', '/embedded-signup', { key: null });
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups');
  expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(
    (await api.call('GET', '/docs', { key: null })).headers.get('x-frame-options'),
  ).not.toBeNull();
  expect(page.text).toContain('SIGNUP_CONFIG_ID');
});

describe('as Chatwoot asks for it', () => {
  const path = '/api/v1/accounts/1/whatsapp/authorization';
  const authorize = (json: Record<string, unknown>, more: Call = {}) =>
    api.call('POST', path, { ...more, json });

  test('answers in its shape, and connects an inbox again', async () => {
    const { waba, ids, code } = await customer({});
    const first = await authorize({
      code,
      business_id: '77',
      waba_id: waba,
      phone_number_id: ids[0],
    });
    const { inbox_id: inbox } = (await api.call('GET', `/v1/numbers/${ids[0]}`)).body;

    expect([first.status, first.body]).toEqual([
      200,
      {
        success: true,
        id: Number(inbox),
        name: ids[0],
        channel_type: 'whatsapp',
        message: 'Inbox created successfully',
      },
    ]);
    const again = await authorize({
      code: await codeFor(waba),
      waba_id: waba,
      inbox_id: Number(inbox),
      event: 'FINISH',
    });
    expect(again.body).toMatchObject({ success: true, message: 'Inbox reauthorized successfully' });
    const other = await customer({});
    const wrong = await authorize({
      code: other.code,
      phone_number_id: other.ids[0],
      inbox_id: inbox,
    });
    expect([wrong.status, wrong.body.success]).toEqual([422, false]);
  });

  test('refuses in its shape', async () => {
    const read = await api.addKey('1', ['read']);
    const used = await authorize({ code: 'AQ-unknown' });
    expect([used.status, used.body.success]).toEqual([422, false]);
    expect(used.body.error).toContain('Meta does not accept the code');
    expect((await authorize({ waba_id: '1' })).body).toMatchObject({ success: false });
    expect((await authorize({ code: 'x', inbox_id: 999_999 })).status).toBe(404);
    expect((await authorize({ code: 'x' }, { key: read })).status).toBe(401);
    expect((await authorize({}, { key: read })).status).toBe(401);
    expect((await authorize({ code: 'x' }, { key: null })).status).toBe(401);
  });
});

describe('a closed browser', () => {
  const added = (waba: string, event = 'PARTNER_ADDED') =>
    envelope(
      '3000000000000001',
      'account_update',
      { event, waba_info: { waba_id: waba, owner_business_id: '77' } },
      Math.floor(api.clock.at / 1_000),
    );
  const tell = async (...bodies: unknown[]) => {
    await deliver(api.db, bodies, new Date(api.clock.at));
    await drainAll(api.db);
  };
  const signupsOf = async (waba: string) =>
    (await api.call('GET', `/v1/embedded-signups?waba_id=${waba}`)).body.data as Record<
      string,
      unknown
    >[];

  test('after the code was handed in: Meta’s webhook confirms the sign-up', async () => {
    const { waba, code } = await customer({});
    await signUp({ code });
    await tell(added(waba), added(waba, 'PARTNER_APP_INSTALLED'));

    const told = await signupsOf(waba);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ state: 'connected', account_id: '1' });
    expect(told[0]?.['confirmed_at']).not.toBeNull();
  });

  test('who only claims a WABA does not hear that its owner finished', async () => {
    const { waba } = await customer({});
    const key = await api.addKey(await api.addAccount(), SCOPES);
    const claim = { code: randomBytes(8).toString('hex'), waba_id: waba };
    expect((await signUp(claim, { key })).body.code).toBe('signup_code_unusable');
    await tell(added(waba));

    const { data } = (await api.call('GET', '/v1/embedded-signups', { key })).body;
    expect(data).toMatchObject([{ state: 'refused', confirmed_at: null }]);
    expect((await signupsOf(waba)).map(({ state }) => state)).toContain('unfinished');
  });

  test('before: it is there as unfinished, for the platform to see, until its code comes after all', async () => {
    const { waba, code } = await customer({});
    await tell(added(waba), added(waba, 'PARTNER_APP_INSTALLED'));

    const [unfinished] = await signupsOf(waba);
    expect(unfinished).toMatchObject({ state: 'unfinished', account_id: null, business_id: '77' });
    expect(unfinished?.['explanation']).toContain('open the pop-up again');
    const key = await api.addKey('1', ['read']);
    const path = `/v1/embedded-signups?waba_id=${waba}`;
    expect((await api.call('GET', path, { key })).body.data).toEqual([]);

    await signUp({ code });
    const told = await signupsOf(waba);
    expect(told).toMatchObject([
      { state: 'connected', confirmed_at: unfinished?.['confirmed_at'] },
    ]);
  });
});

describe('a sign-up that nobody finishes', () => {
  const tidy = () =>
    housekeep(
      { db: api.db, settings: { appId: null, appToken: null, publicUrl: '', pace: 1 } },
      api.clock.at,
      (what, cause) => {
        throw new Error(what, { cause });
      },
    );

  test('ends after a day, and its token is gone', async () => {
    const { waba, ids, code } = await customer({}, {});
    expect((await signUp({ code })).body.code).toBe('signup_ambiguous');
    const row = () =>
      api.db
        .selectFrom('embedded_signups')
        .select(['state', 'encrypted_token'])
        .where('code_hmac', '=', api.vault.digest(`signup ${code}`))
        .executeTakeFirstOrThrow();

    api.clock.at += 23 * HOUR;
    await tidy();
    expect(await row()).toMatchObject({ state: 'granted', encrypted_token: expect.any(String) });

    api.clock.at += 2 * HOUR;
    expect((await tidy()).expiredSignups).toBeGreaterThan(0);
    expect(await row()).toEqual({ state: 'expired', encrypted_token: null });
    const again = await signUp({ code, waba_id: waba, phone_number_id: ids[0] });
    expect([again.status, again.body.code]).toEqual([422, 'signup_code_unusable']);
    expect(again.body.detail).toContain('within a day');
  });
});

test('without an app of Meta’s there is no sign-up', async () => {
  const bare = await startHarness();
  try {
    expect((await bare.call('POST', '/v1/embedded-signups', { json: { code: 'x' } })).status).toBe(
      404,
    );
  } finally {
    await bare.close();
  }
});
