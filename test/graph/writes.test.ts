import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import type { GraphCaller } from '../../src/graph/graph.js';
import { refusal, startFakeGraph } from './fake-graph.js';

const fake = await startFakeGraph();
afterAll(() => fake.close());

const caller: GraphCaller = { accessToken: 'token-of-the-account' };
const endpoint = { baseUrl: fake.baseUrl, version: 'v24.0' };
const graph = createGraphClient(endpoint);

describe('a write is accepted', () => {
  test.each([{ success: true }, { success: true, data: [] }, { id: '1' }, { id: 1 }])(
    'by %j',
    async (json) => {
      fake.script({ json });
      expect(await graph.subscribe(caller, '22')).toMatchObject({ kind: 'accepted', body: json });
    },
  );
});

test('a wamid that holds what tokens begin with is read whole; a refusal of the same call is blacked out', async () => {
  const wamid = 'wamid.HBgLOTcyNTA0MzcwMEAAAABCDEFGHIJKLMNOPQRSTUV==';
  const send = () => graph.sendMessage(caller, '11', { type: 'text' });
  fake.script({ json: { contacts: [], messages: [{ id: wamid }] } });
  expect(await send()).toMatchObject({ kind: 'accepted', body: { messages: [{ id: wamid }] } });

  fake.script(refusal(190, { message: `of ${caller.accessToken} and EAAabcdefghijklmnopqrst` }));
  expect(await send()).toMatchObject({ error: { message: 'of [redacted] and [redacted]' } });
});

describe('a write is refused', () => {
  test("with all of Meta's words", async () => {
    fake.script(
      refusal(100, {
        error_subcode: 2388001,
        error_user_title: 'Cannot Create Certificate',
        error_user_msg: 'Your display name could not be processed.',
        error_data: { messaging_product: 'whatsapp', details: 'Details' },
        is_transient: false,
      }),
    );

    expect(await graph.register(caller, '11', { pin: '012345' })).toEqual({
      kind: 'refused',
      error: {
        httpStatus: 400,
        code: 100,
        subcode: 2388001,
        type: 'OAuthException',
        message: '(#100) Refused',
        title: 'Cannot Create Certificate',
        userMessage: 'Your display name could not be processed.',
        details: 'Details',
        isTransient: false,
        fbtraceId: 'trace',
        retryAfterMs: null,
      },
    });
  });

  test.each([200, 401, 500, 503])('by an envelope with HTTP %i', async (status) => {
    fake.script(refusal(2, {}, status));
    expect(await graph.deregister(caller, '11')).toMatchObject({
      kind: 'refused',
      error: { code: 2, httpStatus: status },
    });
  });

  test('by an envelope that has only a code, of whatever types the rest is', async () => {
    fake.script({ status: 400, json: { error: { code: '190', message: 7, error_data: 'text' } } });
    expect(await graph.deregister(caller, '11')).toMatchObject({
      kind: 'refused',
      error: { code: 190, message: '', details: 'text', subcode: null },
    });
  });

  test('with the wait that the details state', async () => {
    fake.script(refusal(133008, { error_data: { details: 'Try again in 11 hours.' } }));
    expect(await graph.register(caller, '11', { pin: '012345' })).toMatchObject({
      error: { retryAfterMs: 11 * 3_600_000 },
    });
  });

  test('with the wait that the usage header states', async () => {
    const usage = { '22': [{ call_count: 100, estimated_time_to_regain_access: 7 }] };
    fake.script({
      status: 400,
      json: { error: { code: 80008, message: 'Too many calls' } },
      headers: { 'x-business-use-case-usage': JSON.stringify(usage) },
    });
    expect(await graph.subscribe(caller, '22')).toMatchObject({
      error: { retryAfterMs: 7 * 60_000 },
    });
  });
});

describe('a write is unknown, and never repeated', () => {
  test.each([
    ['a reset before the reply', 'reset', 'network'],
    ['a reset in the middle of a 200', 'reset_mid_reply', 'network'],
    ['a 500 without envelope', { status: 500, text: 'oops' }, 'server_error'],
    ['a 502 page', { status: 502, text: '<html>Bad Gateway</html>' }, 'server_error'],
    ['a 403 page', { status: 403, text: '<html>Forbidden</html>' }, 'malformed'],
    ['a 200 page', { text: '<html>Welcome</html>' }, 'malformed'],
    ['a redirect', { status: 302, text: '', headers: { location: '/' } }, 'malformed'],
    ['an error that is no envelope', { status: 400, json: { error: 'no' } }, 'malformed'],
    ['an empty object', { json: {} }, 'malformed'],
    ['success: false', { json: { success: false } }, 'malformed'],
    ['success: false with an id', { json: { success: false, id: '1' } }, 'malformed'],
  ] as const)('after %s', async (_, reply, cause) => {
    fake.script(reply);

    const outcome = await graph.register(caller, '11', { pin: '012345' });

    expect(outcome).toMatchObject({ kind: 'unknown', failure: { cause } });
    expect(fake.seen).toHaveLength(1);
  });

  test('after silence', async () => {
    // A server of its own: what it gave up on may arrive late, and must not count in the next test.
    const own = await startFakeGraph();
    onTestFinished(() => own.close());
    const hasty = createGraphClient({
      ...endpoint,
      baseUrl: own.baseUrl,
      timeouts: { registerMs: 30 },
    });
    own.script('silence');

    expect(await hasty.register(caller, '11', { pin: '012345' })).toEqual({
      kind: 'unknown',
      failure: { cause: 'timeout', httpStatus: null, message: 'no answer in time' },
    });
  });

  test('when nobody listens', async () => {
    const nobody = createGraphClient({ baseUrl: 'http://127.0.0.1:1', version: 'v24.0' });
    expect(await nobody.subscribe(caller, '22')).toMatchObject({
      kind: 'unknown',
      failure: { cause: 'network', httpStatus: null },
    });
  });

  test('when the caller aborts it in flight', async () => {
    const shutdown = new AbortController();
    fake.script('silence');

    const pending = graph.register({ ...caller, signal: shutdown.signal }, '11', { pin: '012345' });
    await vi.waitFor(() => expect(fake.seen).toHaveLength(1), { interval: 1 });
    shutdown.abort();

    expect(await pending).toMatchObject({
      kind: 'unknown',
      failure: { cause: 'network', message: 'aborted by the caller' },
    });
  });
});

test('register is given more time than any other call', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  fake.script({ json: { success: true } });

  await graph.register(caller, '11', { pin: '012345' });
  await graph.deregister(caller, '11');

  const limits = timeout.mock.calls.map(([ms]) => ms);
  timeout.mockRestore();
  expect(limits).toEqual([60_000, 10_000]);
});
