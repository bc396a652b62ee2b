import { expect, test } from 'vitest';
import { APP, APP_SECRET, HOUR, NUMBER, RIGHT_PIN, SECOND, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const appToken = `${APP}|${APP_SECRET}`;

test('token_expired: 401, 190/463 for every call until the WABA gets a new token (facts/meta.md §3.1)', async () => {
  await sim.number('token_expired');
  for (const path of [NUMBER, WABA, `${WABA}/subscribed_apps`]) {
    const { status, body } = await sim.graph('GET', path);
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: 190, error_subcode: 463, type: 'OAuthException' });
  }
  expect((await sim.register()).body.error.code).toBe(190);
  expect((await sim.truth())['register_attempts']).toEqual([]);

  // The same token again is still the dead one.
  await sim.sim('PUT', `wabas/${WABA}`, { token: sim.token });
  expect((await sim.graph('GET', NUMBER)).status).toBe(401);
  await sim.sim('PUT', `wabas/${WABA}`, { token: 'EAAnewtoken' });
  expect((await sim.graph('GET', NUMBER, undefined, { token: 'EAAnewtoken' })).status).toBe(200);
});

test('a token ends at token_expires_at on the simulated clock (facts/meta.md §3.1)', async () => {
  const at = new Date(Date.now() + HOUR).toISOString();
  await sim.sim('PUT', `wabas/${WABA}`, { token_expires_at: at });
  expect((await sim.graph('GET', WABA)).status).toBe(200);
  await sim.advance(HOUR);
  expect((await sim.graph('GET', WABA)).body.error.error_subcode).toBe(463);
});

test('an unknown token is 401/190, none is 401/104, the query will do (facts/meta.md §1.0, §0.5)', async () => {
  expect((await sim.graph('GET', WABA, undefined, { token: 'EAAunknown' })).body.error.code).toBe(
    190,
  );
  const none = await sim.graph('GET', WABA, undefined, { token: null });
  expect([none.status, none.body.error.code]).toEqual([401, 104]);
  const byQuery = { token: null, query: { access_token: sim.token } };
  expect((await sim.graph('GET', WABA, undefined, byQuery)).status).toBe(200);
});

test('register and PIN need whatsapp_business_messaging as well (facts/meta.md §1.0)', async () => {
  await sim.number('straight_through');
  await sim.sim('PUT', `wabas/${WABA}`, { scopes: ['whatsapp_business_management'] });
  expect((await sim.register()).body.error.code).toBe(10);
  expect((await sim.graph('POST', NUMBER, { pin: RIGHT_PIN })).body.error.code).toBe(10);
  expect((await sim.graph('GET', NUMBER)).status).toBe(200);
});

test('debug_token tells app, scopes, WABAs and expiry, to an app token or the token itself (facts/meta.md §1.12)', async () => {
  const inspect = async (token: string) =>
    await sim.graph('GET', 'debug_token', undefined, { token, query: { input_token: sim.token } });
  expect((await inspect(appToken)).body.data).toMatchObject({
    app_id: APP,
    type: 'SYSTEM_USER',
    is_valid: true,
    expires_at: 0,
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
    granular_scopes: [
      { scope: 'whatsapp_business_management', target_ids: [WABA] },
      { scope: 'whatsapp_business_messaging', target_ids: [WABA] },
    ],
  });
  expect((await inspect(sim.token)).body.data).toMatchObject({ is_valid: true });
  const other = await sim.sim('PUT', 'wabas/777', {});
  expect((await inspect(String(other.body['token']))).body.error.code).toBe(100);

  await sim.number('token_expired');
  expect((await inspect(appToken)).body.data).toMatchObject({
    is_valid: false,
    error: { code: 190, subcode: 463 },
  });
});

test('a token may belong to another app (facts/meta.md §1.12)', async () => {
  await sim.sim('PUT', `wabas/${WABA}`, { app_id: '2222' });
  const query = { input_token: sim.token };
  const { body } = await sim.graph('GET', 'debug_token', undefined, { token: appToken, query });
  expect(body.data).toMatchObject({ app_id: '2222' });
});

test('the first app that is put owns the tokens, put before or after the WABA', async () => {
  await sim.sim('POST', 'reset');
  const { body: waba } = await sim.sim('PUT', `wabas/${WABA}`, {});
  expect(waba['app_id']).toBe('1000000000000001');
  await sim.graph('POST', `${WABA}/subscribed_apps`, undefined, { token: String(waba['token']) });
  await sim.sim('PUT', 'apps/3333', {});
  await sim.sim('PUT', 'apps/4444', {});

  const { body: after } = await sim.sim('GET', `wabas/${WABA}`);
  expect(after).toMatchObject({ app_id: '3333', subscribed_apps: [{ app_id: '3333' }] });
  expect((await sim.sim('PUT', 'wabas/777', {})).body['app_id']).toBe('3333');
});

test('a signup code is exchanged within 30 s and once (facts/meta.md §1.12)', async () => {
  const newCode = async () => (await sim.sim('POST', `wabas/${WABA}/signup-codes`)).body['code'];
  const exchange = async (code: unknown) =>
    await sim.graph('GET', 'oauth/access_token', undefined, {
      token: null,
      query: { client_id: APP, client_secret: APP_SECRET, code: String(code) },
    });

  const code = await newCode();
  const exchanged = await exchange(code);
  const token = String(exchanged.body['access_token']);
  expect((await sim.graph('GET', WABA, undefined, { token })).status).toBe(200);
  expect((await exchange(code)).body.error).toMatchObject({ code: 100, error_subcode: 36009 });

  const late = await newCode();
  await sim.advance(30 * SECOND);
  expect((await exchange(late)).status).toBe(400);

  const log = await sim.sim('GET', 'requests?path=oauth/access_token');
  expect(JSON.stringify(log.body)).not.toContain(token);
  expect(JSON.stringify(log.body)).not.toContain(APP_SECRET);
});

test('app_field_missing: the token is of an app without the field messages, so no override is taken (simulator.md §4)', async () => {
  await sim.number('app_field_missing');
  const { body } = await sim.graph('GET', 'debug_token', undefined, {
    query: { input_token: sim.token },
  });
  const { app_id: appId } = body.data as unknown as { app_id: string };
  expect(appId).not.toBe(APP);

  // Speaks as the app until now does, so that one configuration fits both.
  await sim.sim('PUT', `apps/${appId}`, { callback_url: 'http://127.0.0.1:1/' });
  const own = { token: `${appId}|${APP_SECRET}` };
  const subscriptions = await sim.graph('GET', `${appId}/subscriptions`, undefined, own);
  const fields = subscriptions.body.data[0]?.['fields'] as { name: string }[];
  expect(fields.map(({ name }) => name)).toContain('account_update');
  expect(fields.map(({ name }) => name)).not.toContain('messages');

  await sim.graph('POST', `${WABA}/subscribed_apps`);
  const override = { override_callback_uri: 'http://127.0.0.1:1/', verify_token: 'v' };
  const refused = await sim.graph('POST', NUMBER, { webhook_configuration: override });
  expect(refused.body.error.message).toContain('Before override the current callback uri');
  expect((await sim.register()).status).toBe(200);
});

test('app_field_missing: turning the field on mends it, and other WABAs keep their app (simulator.md §4)', async () => {
  await sim.number('app_field_missing');
  const app = (await sim.sim('GET', `wabas/${WABA}`)).body['app_id'];
  await sim.sim('PUT', `apps/${String(app)}`, { fields: ['messages', 'account_update'] });
  await sim.graph('POST', `${WABA}/subscribed_apps`);
  const override = { override_callback_uri: 'http://127.0.0.1:1/', verify_token: 'v' };
  const refused = await sim.graph('POST', NUMBER, { webhook_configuration: override });
  expect(refused.body.error.code).toBe(2200);

  expect((await sim.sim('PUT', 'wabas/203354440000002', {})).body['app_id']).toBe(APP);
});

test('client_credentials gives the app its own token, for the right secret only (facts/meta.md §1.12)', async () => {
  const ask = async (secret: string) =>
    await sim.graph('GET', 'oauth/access_token', undefined, {
      token: null,
      query: { grant_type: 'client_credentials', client_id: APP, client_secret: secret },
    });
  expect((await ask(APP_SECRET)).body).toEqual({ access_token: appToken, token_type: 'bearer' });
  expect((await ask('wrong')).status).toBe(400);
});

test('a token in a parameter wins over the one in the header', async () => {
  const query = { access_token: appToken };
  expect((await sim.graph('GET', `${APP}/subscriptions`, undefined, { query })).status).toBe(200);
  expect((await sim.graph('GET', `${APP}/subscriptions`)).status).toBe(400);
});
