import { expect, test } from 'vitest';
import { APP, APP_SECRET, NUMBER, SECOND, useReceiver, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const hook = useReceiver();

const subscribe = async (body?: unknown) =>
  await sim.graph('POST', `${WABA}/subscribed_apps`, body);
const subscribed = async () => (await sim.graph('GET', `${WABA}/subscribed_apps`)).body.data;
const override = (path = '/hook') => ({
  override_callback_uri: `${hook.url}${path}`,
  verify_token: 'vt',
});
const overridePhone = async (given = override()) =>
  await sim.graph('POST', NUMBER, { webhook_configuration: given });

test('subscribe, list, unsubscribe; the app is that of the token (facts/meta.md §1.10)', async () => {
  expect(await subscribed()).toEqual([]);
  expect((await subscribe()).body).toEqual({ success: true });
  expect((await subscribe()).body).toEqual({ success: true });
  expect(await subscribed()).toEqual([
    {
      whatsapp_business_api_data: {
        id: APP,
        name: expect.any(String),
        link: expect.stringContaining(APP),
      },
    },
  ]);
  expect((await sim.graph('DELETE', `${WABA}/subscribed_apps`)).body).toEqual({ success: true });
  expect(await subscribed()).toEqual([]);
});

test('an override is taken once the URL echoes the challenge (facts/meta.md §4.1, §1.10)', async () => {
  await subscribe();
  expect((await subscribe(override())).body).toEqual({ success: true });

  const [asked] = hook.challenges;
  expect(asked?.searchParams.get('hub.mode')).toBe('subscribe');
  expect(asked?.searchParams.get('hub.verify_token')).toBe('vt');
  expect(asked?.searchParams.get('hub.challenge')).toMatch(/^\d+$/);
  expect(await subscribed()).toMatchObject([{ override_callback_uri: `${hook.url}/hook` }]);
});

test('an empty POST silently removes the override of this app (facts/meta.md §0.4.9)', async () => {
  await subscribe();
  await subscribe(override());
  await subscribe();
  expect((await subscribed())[0]).not.toHaveProperty('override_callback_uri');
});

test.each([
  [{ status: 403, body: 'no' }, 'HTTP Status Code = 403'],
  [{ status: 200, body: '"wrong"' }, 'does not match challenge'],
])('a callback answering %j is refused with 2200 (simulator.md §4)', async (answer, text) => {
  await subscribe();
  hook.verification = answer;
  const { status, body } = await subscribe(override());
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ code: 2200, message: expect.stringContaining(text) });
  expect((await subscribed())[0]).not.toHaveProperty('override_callback_uri');
});

test('a callback nobody listens on is refused with 2200 (simulator.md §4)', async () => {
  await subscribe();
  const { body } = await subscribe({
    override_callback_uri: 'http://127.0.0.1:1/',
    verify_token: 'v',
  });
  expect(body.error.code).toBe(2200);
});

test('a callback longer than 200 characters is refused with 100 (facts/meta.md §1.10)', async () => {
  await subscribe();
  expect((await subscribe(override(`/${'x'.repeat(200)}`))).body.error.code).toBe(100);
});

test.each(['the WABA is not subscribed', 'the app lacks the field messages'])(
  'an override is refused while %s (simulator.md §4)',
  async (why) => {
    await sim.number('straight_through');
    if (why !== 'the WABA is not subscribed') {
      await subscribe();
      await sim.sim('PUT', `apps/${APP}`, { fields: ['account_update'] });
    }
    const message = expect.stringContaining(
      '(#100) Before override the current callback uri, your app must be subscribed',
    );
    expect((await subscribe(override())).body.error).toMatchObject({ code: 100, message });
    expect((await overridePhone()).body.error).toMatchObject({ code: 100, message });
    expect(hook.challenges).toEqual([]);
  },
);

test('the phone override is set after the challenge, shown beside the other levels, and deleted by "" (facts/meta.md §1.9, §1.1)', async () => {
  await sim.number('straight_through');
  await sim.sim('PUT', `apps/${APP}`, { callback_url: `${hook.url}/app` });
  await subscribe();
  await subscribe(override('/waba'));
  expect((await overridePhone(override('/phone'))).body).toEqual({ success: true });
  expect((await sim.node('webhook_configuration'))['webhook_configuration']).toEqual({
    phone_number: `${hook.url}/phone`,
    whatsapp_business_account: `${hook.url}/waba`,
    application: `${hook.url}/app`,
  });

  await overridePhone({ override_callback_uri: '', verify_token: '' });
  expect((await sim.node('webhook_configuration'))['webhook_configuration']).not.toHaveProperty(
    'phone_number',
  );
});

test('accepted_read_lags: a subscribe and a register are shown only 45 s later (simulator.md §4)', async () => {
  await sim.number('accepted_read_lags', { activation_ms: 0 });
  await subscribe();
  await sim.register();
  expect(await subscribed()).toEqual([]);
  expect(await sim.node('status,platform_type')).toMatchObject({
    status: 'PENDING',
    platform_type: 'NOT_APPLICABLE',
  });

  await sim.advance(45 * SECOND);
  expect(await subscribed()).toHaveLength(1);
  expect(await sim.node('status')).toMatchObject({ status: 'CONNECTED' });
});

test('the app level: subscriptions with the app token, verified, listed, deleted (facts/meta.md §1.11)', async () => {
  const token = `${APP}|${APP_SECRET}`;
  const path = `${APP}/subscriptions`;
  const given = {
    object: 'whatsapp_business_account',
    callback_url: `${hook.url}/app`,
    verify_token: 'app-vt',
    fields: 'messages,flows',
  };
  expect((await sim.graph('POST', path, given)).body.error.code).toBe(100);
  expect((await sim.graph('POST', path, given, { token })).body).toEqual({ success: true });
  expect(hook.challenges[0]?.searchParams.get('hub.verify_token')).toBe('app-vt');

  const { body } = await sim.graph('GET', path, undefined, { token });
  expect(body.data).toMatchObject([
    { object: 'whatsapp_business_account', callback_url: `${hook.url}/app`, active: true },
  ]);
  expect(body.data[0]?.['fields']).toContainEqual({
    name: 'flows',
    version: expect.stringMatching(/^v/),
  });

  await sim.graph('DELETE', path, undefined, { token });
  expect((await sim.graph('GET', path, undefined, { token })).body.data).toEqual([]);
});
