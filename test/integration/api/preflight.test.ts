import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphClient } from '../../../src/graph/client.js';
import { makePreflightLook } from '../../../src/operations/preflight-look.js';
import { probeCallback } from '../../../src/operations/preflight-probe.js';
import { startMeta, type Meta } from '../../support/meta.js';
import { newId, startHarness, type Answer, type Harness } from './harness.js';

const APP = '4455667788990011';
const SECRET = 'secret-of-the-app';

let meta: Meta;
let api: Harness;
let publicUrl: string;
/** The API as Meta would reach it: the callback is called over it. */
const server = createAdaptorServer({ fetch: (request) => api.app.fetch(request) });
beforeAll(async () => {
  meta = await startMeta();
  await meta.put(`/apps/${APP}`, { secret: SECRET, callback_url: 'https://onboard.example' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const graph = createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [] });
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = await startHarness({
    publicUrl,
    preflight: {
      ourAppId: APP,
      look: makePreflightLook(graph, { appId: APP, appToken: `${APP}|${SECRET}` }),
      probe: probeCallback,
    },
  });
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
  await api.close();
  await meta.close();
});

/** A number at Meta, of a WABA of its own, that nobody told us of. */
async function atMeta(scenario: string, more: Record<string, unknown> = {}) {
  const number = { phone_number_id: newId(), waba_id: newId(), access_token: `EAA${newId()}` };
  await meta.put(`/wabas/${number.waba_id}`, { token: number.access_token });
  await meta.put(`/numbers/${number.phone_number_id}`, {
    waba_id: number.waba_id,
    scenario,
    ...more,
  });
  return number;
}
const ask = (json: Record<string, unknown>, key?: string): Promise<Answer> =>
  api.call('POST', '/v1/preflight', { json, ...(key !== undefined && { key }) });
/** Every check that is no pass: its verdict and reason. */
const notPassed = ({ body }: Answer): Record<string, unknown> =>
  Object.fromEntries(
    (body.checks as { id: string; verdict: string; reason: string | null }[])
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ id, verdict, reason }) => [id, [verdict, reason]]),
  );

describe('POST /v1/preflight', () => {
  test('a number that is ready; nothing is spent, changed or kept', async () => {
    const number = await atMeta('straight_through');
    const before = await api.counts();

    const answer = await ask(number);

    expect([answer.status, answer.body.verdict]).toEqual([200, 'ready']);
    expect(notPassed(answer)).toEqual({ can_send: ['unknown', null] });
    expect(await api.counts()).toEqual(before);
    const { register_attempts_used: attempts, codes } = await meta.truth(number.phone_number_id);
    expect([attempts, codes]).toEqual([0, []]);
    expect(await writesAt(meta)).toEqual([]);
    expect([...api.logs, ...api.answers].join('')).not.toContain(number.access_token);
  });

  test.each([
    ['code_needed', 'attention', { ownership: ['warn', 'code_not_sent'] }],
    ['name_none', 'cannot_start', { display_name: ['fail', 'name_missing'] }],
    ['token_expired', 'cannot_start', { token_valid: ['fail', 'token_invalid'] }],
    ['token_other_app', 'cannot_start', { token_app: ['fail', 'token_of_other_app'] }],
    ['token_without_asset', 'cannot_start', { number_visible: ['fail', 'number_not_visible'] }],
    ['pin_left_by_previous_provider', 'attention', { pin: ['unknown', null] }],
    ['payment_missing', 'attention', { payment: ['warn', 'payment_missing'] }],
    ['coexistence', 'ready', {}],
  ])('%s: %s', async (scenario, verdict, found) => {
    const number = await atMeta(scenario);

    const answer = await ask(number);

    expect(answer.body.verdict).toBe(verdict);
    expect(notPassed(answer)).toMatchObject(found);
  });

  test('a callback that cannot be reached, and one that gives no challenge back', async () => {
    const number = await atMeta('straight_through');
    const callback = async (callback_url: string) =>
      notPassed(await ask({ ...number, callback_url }))['callback'];

    expect(await callback('http://127.0.0.1:1/hook')).toEqual(['fail', 'callback_unreachable']);
    expect(await callback(`${publicUrl}/healthz`)).toEqual(['fail', 'callback_unreachable']);
  });

  test('without a token the one that serves the WABA is used; where none does it is 422', async () => {
    const { access_token, ...number } = await atMeta('straight_through');
    const none = await ask(number);
    await api.addNumber({ ...number, access_token });
    const known = await ask(number);

    expect([none.status, none.body.errors[0].pointer]).toEqual([422, '/access_token']);
    expect([known.status, known.body.verdict]).toEqual([200, 'ready']);
  });

  test('a number of another account is told as taken, its token is not used', async () => {
    const number = await atMeta('straight_through');
    await api.addNumber(number);
    await api.setNumber(number.phone_number_id, { node: { status: 'CONNECTED' } });
    const key = await api.addKey(await api.addAccount(), ['admin']);

    const { phone_number_id, waba_id } = number;
    expect((await ask({ phone_number_id, waba_id }, key)).status).toBe(422);
    expect(notPassed(await ask(number, key))).toMatchObject({ number_free: ['fail', null] });
  });

  test('it takes what POST /v1/numbers takes, from whoever may add numbers', async () => {
    const number = { phone_number_id: '1', waba_id: '1', access_token: 'x' };

    expect((await ask({ ...number, colour: 'red' })).status).toBe(422);
    expect((await ask({ ...number, callback_url: 'http://example.com' })).body.code).toBe(
      'url_not_allowed',
    );
    expect((await ask(number, await api.addKey('1', ['read', 'operate']))).status).toBe(403);
  });
});

/** What Meta was asked to change. */
async function writesAt({ url }: Meta): Promise<unknown[]> {
  const response = await fetch(`${url}/_sim/requests`);
  const { data } = (await response.json()) as { data: { method: string }[] };
  return data.filter(({ method }) => method !== 'GET');
}
