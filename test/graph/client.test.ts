import { afterAll, describe, expect, test } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import type { Graph, GraphCaller } from '../../src/graph/graph.js';
import { startFakeGraph } from './fake-graph.js';

const fake = await startFakeGraph();
afterAll(() => fake.close());

const caller: GraphCaller = { accessToken: 'token-of-the-account' };
const override = { callbackUrl: 'https://hooks.example/w', verifyToken: 'let-me-in' };
const graph = createGraphClient({ baseUrl: `${fake.baseUrl}/`, version: 'v24.0' });

interface Row {
  readonly call: string;
  readonly make: (graph: Graph) => Promise<{ kind: string }>;
  readonly line: string;
  readonly body?: unknown;
}

const writes: Row[] = [
  {
    call: 'requestCode',
    make: (g) => g.requestCode(caller, '11', { method: 'SMS', language: 'en_US' }),
    line: 'POST /v24.0/11/request_code',
    body: { code_method: 'SMS', language: 'en_US' },
  },
  {
    call: 'verifyCode',
    make: (g) => g.verifyCode(caller, '11', '012345'),
    line: 'POST /v24.0/11/verify_code',
    body: { code: '012345' },
  },
  {
    call: 'register',
    make: (g) => g.register(caller, '11', { pin: '012345' }),
    line: 'POST /v24.0/11/register',
    body: { messaging_product: 'whatsapp', pin: '012345' },
  },
  {
    call: 'register with a region',
    make: (g) => g.register(caller, '11', { pin: '012345', dataLocalizationRegion: 'DE' }),
    line: 'POST /v24.0/11/register',
    body: { messaging_product: 'whatsapp', pin: '012345', data_localization_region: 'DE' },
  },
  {
    call: 'deregister',
    make: (g) => g.deregister(caller, '11'),
    line: 'POST /v24.0/11/deregister',
  },
  {
    call: 'setPin',
    make: (g) => g.setPin(caller, '11', '012345'),
    line: 'POST /v24.0/11',
    body: { pin: '012345' },
  },
  {
    call: 'setDisplayName',
    make: (g) => g.setDisplayName(caller, '11', 'Example Store'),
    line: 'POST /v24.0/11',
    body: { new_display_name: 'Example Store' },
  },
  {
    call: 'setPhoneOverride',
    make: (g) => g.setPhoneOverride(caller, '11', override),
    line: 'POST /v24.0/11',
    body: {
      webhook_configuration: {
        override_callback_uri: 'https://hooks.example/w',
        verify_token: 'let-me-in',
      },
    },
  },
  {
    call: 'setPhoneOverride, deleting',
    make: (g) => g.setPhoneOverride(caller, '11', { callbackUrl: '', verifyToken: '' }),
    line: 'POST /v24.0/11',
    body: { webhook_configuration: { override_callback_uri: '' } },
  },
  {
    call: 'subscribe, without a body',
    make: (g) => g.subscribe(caller, '22'),
    line: 'POST /v24.0/22/subscribed_apps',
  },
  {
    call: 'setWabaOverride',
    make: (g) => g.setWabaOverride(caller, '22', override),
    line: 'POST /v24.0/22/subscribed_apps',
    body: { override_callback_uri: 'https://hooks.example/w', verify_token: 'let-me-in' },
  },
  {
    call: 'unsubscribe',
    make: (g) => g.unsubscribe(caller, '22'),
    line: 'DELETE /v24.0/22/subscribed_apps',
  },
];

const reads: Row[] = [
  { call: 'phoneNumber', make: (g) => g.phoneNumber(caller, '11'), line: 'GET /v24.0/11' },
  {
    call: 'phoneNumbers',
    make: (g) => g.phoneNumbers(caller, '22'),
    line: 'GET /v24.0/22/phone_numbers',
  },
  { call: 'waba', make: (g) => g.waba(caller, '22'), line: 'GET /v24.0/22' },
  {
    call: 'subscribedApps',
    make: (g) => g.subscribedApps(caller, '22'),
    line: 'GET /v24.0/22/subscribed_apps',
  },
  {
    call: 'debugToken',
    make: (g) => g.debugToken(caller, 'inspected'),
    line: 'GET /v24.0/debug_token',
  },
  {
    call: 'appSubscriptions',
    make: (g) => g.appSubscriptions(caller, '33'),
    line: 'GET /v24.0/33/subscriptions',
  },
];

describe('every call', () => {
  test.each([...reads, ...writes])('$call is $line', async ({ make, line, body }) => {
    fake.script({ json: { success: true } });

    await make(graph);

    const [seen] = fake.seen;
    expect(`${seen?.method} ${seen?.path}`).toBe(line);
    expect(seen?.body).toEqual(body);
    expect(seen?.headers['content-type']).toBe(body ? 'application/json' : undefined);
  });

  test.each([...reads, ...writes])(
    '$call asks for English texts and sends its token as Bearer header only',
    async ({ make }) => {
      fake.script({ json: { success: true } });

      await make(graph);

      const [seen] = fake.seen;
      expect(seen?.query['locale']).toBe('en_US');
      expect(seen?.headers.authorization).toBe('Bearer token-of-the-account');
      expect(JSON.stringify(seen?.query)).not.toContain('token-of-the-account');
    },
  );

  test.each(writes)('$call is made once and accepted', async ({ make }) => {
    fake.script({ json: { success: true, note: 'the PIN was not reset' } });

    const outcome = await make(graph);

    expect(outcome).toMatchObject({
      kind: 'accepted',
      body: { success: true, note: 'the PIN was not reset' },
    });
    expect(fake.seen).toHaveLength(1);
  });
});

describe('the clock', () => {
  test('is sent where the client was made for it and the caller has one', async () => {
    const clocked = createGraphClient({
      baseUrl: fake.baseUrl,
      version: 'v24.0',
      sendClock: true,
    });
    fake.script({ json: { success: true } });

    await clocked.deregister({ ...caller, at: 1_764_000_000_000 }, '11');
    await clocked.deregister(caller, '11');
    await graph.deregister({ ...caller, at: 1_764_000_000_000 }, '11');

    expect(fake.seen.map(({ headers }) => headers['x-sim-now'])).toEqual([
      '1764000000000',
      undefined,
      undefined,
    ]);
  });
});

describe('what is read', () => {
  test('a phone number, with unknown enum values and unknown fields tolerated', async () => {
    fake.script({
      json: {
        id: 11,
        status: 'SOMETHING_NEW',
        platform_type: 'NOT_APPLICABLE',
        throughput: { level: 'STANDARD' },
        health_status: { can_send_message: 'BLOCKED', entities: [{ id: 11 }] },
        is_on_biz_app: false,
        newest_field: [1],
      },
    });

    const outcome = await graph.phoneNumber(caller, '11');

    expect(outcome).toMatchObject({
      kind: 'known',
      value: { id: '11', status: 'SOMETHING_NEW', throughput: { level: 'STANDARD' } },
    });
    const fields = fake.seen[0]?.query['fields']?.split(',');
    expect(fields).toContain('platform_type');
    expect(fields).toContain('health_status');
    expect(fields).not.toContain('host_platform');
  });

  test("a token's facts, out of their data envelope", async () => {
    fake.script({ json: { data: { app_id: '33', is_valid: true, expires_at: 0, scopes: [] } } });

    const outcome = await graph.debugToken({ accessToken: '33|secret' }, 'inspected');

    expect(outcome).toMatchObject({ kind: 'known', value: { app_id: '33', is_valid: true } });
    expect(fake.seen[0]?.query['input_token']).toBe('inspected');
  });

  test('the subscribed apps, and none', async () => {
    const app = { whatsapp_business_api_data: { id: '33', name: 'Ours' } };
    fake.script({ json: { data: [app] } }, { json: { data: [] } });

    expect(await graph.subscribedApps(caller, '22')).toMatchObject({ value: [app] });
    expect(await graph.subscribedApps(caller, '22')).toMatchObject({ kind: 'known', value: [] });
  });
});
