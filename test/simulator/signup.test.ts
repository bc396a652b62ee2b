import { describe, expect, test } from 'vitest';
import { signupOutcomes } from '../../src/simulator/signup/outcomes.js';
import { APP, APP_SECRET, NUMBER, useReceiver, useSimulator, WABA } from './harness.js';

const sim = useSimulator();
const hook = useReceiver();
const ORIGIN = 'http://127.0.0.1:3000';

/** The dialog as the SDK opens it. */
const open = async (query: Record<string, string> = {}): Promise<Response> => {
  const url = new URL(`${sim.url}/v24.0/dialog/oauth`);
  url.search = String(new URLSearchParams({ client_id: APP, origin: ORIGIN, ...query }));
  return await fetch(url);
};
const leave = async (outcome: string, fields: Record<string, string> = {}, headers = {}) =>
  await fetch(`${sim.url}/v24.0/dialog/oauth`, {
    method: 'POST',
    body: new URLSearchParams({ origin: ORIGIN, outcome, ...fields }),
    headers,
  });

interface Told {
  readonly origin: string;
  readonly code: string | null;
  readonly message: { readonly event: string; readonly data: Record<string, string> } | null;
}
/** What the page that opened it would be told. */
const told = async (outcome: string, fields: Record<string, string> = {}): Promise<Told> => {
  const text = await (await leave(outcome, fields)).text();
  const [, answer = ''] = /data-answer="([^"]*)"/.exec(text) ?? [];
  return JSON.parse(answer.replaceAll('&quot;', '"').replaceAll('&#39;', "'")) as Told;
};
const exchange = async (code: string) =>
  await sim.graph('GET', 'oauth/access_token', undefined, {
    token: null,
    query: { client_id: APP, client_secret: APP_SECRET, code },
  });
const numbersOf = async (waba: string, token: string) =>
  (await sim.graph('GET', `${waba}/phone_numbers`, undefined, { token })).body.data;

test('the SDK is a script that other sites may load', async () => {
  const script = await fetch(`${sim.url}/en_US/sdk.js`);

  expect(script.headers.get('access-control-allow-origin')).toBe('*');
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(await script.text()).toContain('window.FB');
});

describe('the dialog', () => {
  test('has a button for each end, those of the Business app only where the page asks for it', async () => {
    const offered = async (query?: Record<string, string>) =>
      [...(await (await open(query)).text()).matchAll(/name="outcome" value="(\w+)"/g)].map(
        ([, name]) => name,
      );
    const all = signupOutcomes.map(({ name }) => name);

    expect(await offered()).toEqual(all.filter((name) => name !== 'coexistence'));
    const extras = JSON.stringify({ featureType: 'whatsapp_business_app_onboarding' });
    expect(await offered({ extras })).toEqual(all);
  });

  test.each([
    ['an app that nobody put', { client_id: '999' }],
    ['no origin to answer to', { origin: '' }],
    ['an origin that is more than one', { origin: `${ORIGIN}/page` }],
    ['any origin', { origin: '*' }],
  ])('does not open for %s', async (_what, query) => {
    expect((await open(query)).status).toBe(400);
  });

  test('takes no answer from another site’s form, nor an end that there is not', async () => {
    expect((await leave('finish', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await leave('finish', { origin: '*' })).status).toBe(400);
    expect((await leave('win')).status).toBe(400);
  });
});

describe('an end', () => {
  test('finish: a message that names a new number, and a code for a token that reaches it', async () => {
    const { origin, message, code } = await told('finish');

    expect([origin, message?.event]).toEqual([ORIGIN, 'FINISH']);
    const { waba_id: waba = '', phone_number_id: number, business_id: business } = message!.data;
    expect(business).toMatch(/^\d+$/);
    const { access_token: token } = (await exchange(code!)).body;
    expect(await numbersOf(waba, String(token))).toMatchObject([
      { id: number, code_verification_status: 'VERIFIED' },
    ]);
    expect((await exchange(code!)).body.error.error_subcode).toBe(36009);
  });

  test('finish with a number from before: the same number, another token', async () => {
    await sim.number('straight_through');
    const { message, code } = await told('finish', { number: NUMBER });

    expect(message?.data).toMatchObject({ waba_id: WABA, phone_number_id: NUMBER });
    expect((await exchange(code!)).body['access_token']).not.toBe(sim.token);
  });

  test.each([
    ['two_numbers', 'FINISH_ONLY_WABA', 2, { code_verification_status: 'VERIFIED' }],
    ['no_number', 'FINISH_ONLY_WABA', 0, {}],
    ['coexistence', 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', 1, { is_on_biz_app: true }],
    ['unverified', 'FINISH', 1, { code_verification_status: 'NOT_VERIFIED' }],
  ])('%s: %s, %d number(s)', async (outcome, event, howMany, node) => {
    const { message, code } = await told(outcome);
    const token = String((await exchange(code!)).body['access_token']);

    expect(message?.event).toBe(event);
    if (outcome !== 'unverified') expect(message?.data['phone_number_id']).toBeUndefined();
    const { waba_id: waba = '' } = message!.data;
    const list = await sim.graph('GET', `${waba}/phone_numbers`, undefined, {
      token,
      query: { fields: 'id,code_verification_status,is_on_biz_app' },
    });
    expect(list.body.data).toHaveLength(howMany);
    for (const number of list.body.data) expect(number).toMatchObject(node);
  });

  test('cancel and error: their message, and no code', async () => {
    const [cancelled, failed] = [await told('cancel'), await told('error')];

    expect([cancelled.code, failed.code]).toEqual([null, null]);
    expect(cancelled.message).toMatchObject({
      event: 'CANCEL',
      data: { current_step: 'PHONE_NUMBER_SETUP' },
    });
    expect(failed.message?.data['error_message']).toContain('guidelines');
  });

  test('closed: nothing but the app’s webhook says that it was finished', async () => {
    await sim.sim('PUT', `apps/${APP}`, {
      callback_url: `${hook.url}/webhooks`,
      fields: ['account_update'],
    });

    expect(await told('closed')).toMatchObject({ message: null, code: null });
    await expect.poll(() => hook.received.map(({ raw }) => raw).join()).toContain('PARTNER_ADDED');
  });
});
