import { afterAll, describe, expect, test } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import type { Graph } from '../../src/graph/graph.js';
import { redact, redactDeep } from '../../src/graph/redact.js';
import { startFakeGraph } from './fake-graph.js';

const fake = await startFakeGraph();
afterAll(() => fake.close());

const TOKEN = 'EAAJsecretOfTheAccount0123456789';
const APP_SECRET = 'c0ffee0ddba11';
const INSPECTED = 'EAAJinspected0123456789';
const PIN = '204816';
const VERIFY = 'verify-me-please';
const SIGNUP_CODE = 'AQB+code/of the=signup';
const SECRETS = [
  TOKEN,
  APP_SECRET,
  INSPECTED,
  PIN,
  VERIFY,
  SIGNUP_CODE,
  encodeURIComponent(SIGNUP_CODE),
];

const endpoint = { baseUrl: fake.baseUrl, version: 'v24.0', retryDelaysMs: [] };
const graph = createGraphClient(endpoint);
const hasty = createGraphClient({ ...endpoint, timeouts: { callMs: 30, registerMs: 30 } });
const caller = { accessToken: TOKEN };
const app = { accessToken: `33|${APP_SECRET}` };
const override = { callbackUrl: 'https://hooks.example', verifyToken: VERIFY };

const calls: [string, (graph: Graph) => Promise<unknown>][] = [
  ['register', (g) => g.register(caller, '11', { pin: PIN })],
  ['setPin', (g) => g.setPin(caller, '11', PIN)],
  ['verifyCode', (g) => g.verifyCode(caller, '11', PIN)],
  ['setWabaOverride', (g) => g.setWabaOverride(caller, '22', override)],
  ['setPhoneOverride', (g) => g.setPhoneOverride(caller, '11', override)],
  ['phoneNumber', (g) => g.phoneNumber(caller, '11')],
  // Meta wants these in the URL.
  ['exchangeCode', (g) => g.exchangeCode({ id: '33', secret: APP_SECRET }, SIGNUP_CODE)],
  ['debugToken', (g) => g.debugToken(app, INSPECTED)],
  ['appSubscriptions', (g) => g.appSubscriptions(app, '33')],
];

describe('no outcome holds a secret', () => {
  const echo = (secret: string) => `you sent ${secret}, see ?input_token=${secret}&x=1`;

  test.each(calls)('when %s is refused with its request echoed', async (_, call) => {
    const text = SECRETS.map(echo).join();
    const error = { code: 100, message: text, error_user_msg: text, error_data: { details: text } };
    fake.script({ status: 400, json: { error } });

    const outcome = await call(graph);

    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 100 } });
    expectNoSecretOf(outcome);
  });

  test.each(calls)('when %s is answered with its request echoed', async (_, call) => {
    fake.script({ json: { success: true, id: '1', status: 'x', echo: SECRETS.map(echo) } });
    expectNoSecretOf(await call(graph));
  });

  test.each(calls)('when %s is not answered', async (_, call) => {
    fake.script('silence');
    expectNoSecretOf(await call(hasty));

    for (const reply of ['reset', { status: 500, text: SECRETS.join() }] as const) {
      fake.script(reply);
      expectNoSecretOf(await call(graph));
    }
  });

  test('when the token cannot be a header at all', async () => {
    const outcome = await graph.phoneNumber({ accessToken: `${TOKEN}\nX` }, '11');
    expect(outcome).toMatchObject({ kind: 'unreadable', failure: { cause: 'network' } });
    expectNoSecretOf(outcome);
  });

  /** Each outcome is searched for the secrets of its own call, and for anything that looks like a token of Meta's. */
  function expectNoSecretOf(outcome: unknown) {
    const text = JSON.stringify(outcome);
    const sent = JSON.stringify(
      fake.seen.map(({ headers, body, query }) => [headers, body, query]),
    );
    for (const secret of SECRETS.filter((each) => sent.includes(decodeURIComponent(each)))) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/EAAJ/);
  }
});

test('no URL holds a secret, but where Meta wants it there', async () => {
  const urls: string[] = [];
  const watched = createGraphClient({
    ...endpoint,
    fetch: (input, init) => {
      urls.push(input instanceof Request ? input.url : String(input));
      return fetch(input, init);
    },
  });
  fake.script({ json: { success: true } });

  for (const [, call] of calls) await call(watched);

  const holding = urls.filter((url) => SECRETS.some((secret) => url.includes(secret)));
  expect(holding).toEqual([
    expect.stringContaining('/oauth/access_token?'),
    expect.stringContaining('/debug_token?input_token='),
  ]);
  expect(holding[1]).not.toContain(APP_SECRET);
});

describe('redaction', () => {
  test('takes a PIN as a whole number only', () => {
    expect(redact('PIN 204816 of 1204816, 2048169', [PIN])).toBe(
      'PIN [redacted] of 1204816, 2048169',
    );
  });

  test('leaves numbers alone, so that an error code survives a PIN like it', () => {
    expect(redactDeep({ code: 133005, text: 'code 133005' }, ['133005'])).toEqual({
      code: 133005,
      text: 'code [redacted]',
    });
  });

  test('takes secrets literally, and ignores those too short to be one', () => {
    expect(redact('a.b|c axb|c', ['a.b|c', '', 'c'])).toBe('[redacted] axb|c');
  });
});
