import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.js';
import {
  APP,
  APP_SECRET,
  MINUTE,
  NUMBER,
  SECOND,
  useReceiver,
  useSimulator,
  WABA,
} from './harness.js';

const sim = useSimulator();
const hook = useReceiver();

async function listen(): Promise<void> {
  await sim.sim('PUT', `apps/${APP}`, { callback_url: `${hook.url}/app` });
  await sim.graph('POST', `${WABA}/subscribed_apps`);
}
const arrived = async (count = 1) => {
  await waitUntil(() => hook.received.length >= count, {
    timeoutMs: 5 * SECOND,
    describe: `${count} webhooks`,
  });
};
const decide = async (webhook: unknown) =>
  await sim.sim('POST', `numbers/${NUMBER}/name-decision`, {
    decision: 'REJECTED',
    rejection_reason: 'NAME_NOT_CONSISTENT',
    webhook,
  });

test('a name decision is announced without a phone number id and with digits only (facts/meta.md §4.5, §0.4.3)', async () => {
  await sim.number('slow_name_review', {
    display_phone_number: '+1 631-555-5555',
    verified_name: 'Café / Bar',
  });
  await listen();
  await decide(true);
  await arrived();

  const raw = hook.received[0]?.raw ?? '';
  expect(hook.received[0]?.path).toBe('/app');
  expect(JSON.parse(raw)).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: WABA,
        time: expect.any(Number),
        changes: [
          {
            field: 'phone_number_name_update',
            value: {
              display_phone_number: '16315555555',
              decision: 'REJECTED',
              requested_verified_name: 'Café / Bar',
              rejection_reason: 'NAME_NOT_CONSISTENT',
            },
          },
        ],
      },
    ],
  });
});

test('the raw bytes are signed with the app secret, non-ASCII and "/" escaped (facts/meta.md §4.2)', async () => {
  await sim.number('slow_name_review', { verified_name: 'Café / Bar' });
  await listen();
  await decide(true);
  await arrived();

  const raw = hook.received[0]?.raw ?? '';
  expect(raw).toContain('Caf\\u00e9 \\/ Bar');
  const signature = createHmac('sha256', APP_SECRET).update(raw, 'latin1').digest('hex');
  expect(hook.received[0]?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
});

test('a decision that falls by itself is announced to a subscribed app (facts/meta.md §2.2)', async () => {
  await sim.number('slow_name_review', { name_decision_ms: MINUTE });
  await listen();
  await sim.advance(MINUTE);
  await arrived();
  expect(hook.received[0]?.raw).toContain('"decision":"APPROVED"');
});

test('a late webhook comes ten minutes later, a lost one never', async () => {
  await sim.number('slow_name_review');
  await listen();
  await decide('lost');
  await decide('late');
  expect((await sim.sim('GET', 'webhooks')).body.data).toEqual([]);
  await sim.advance(10 * MINUTE);
  await arrived();
  expect((await sim.sim('GET', 'webhooks')).body.data).toHaveLength(1);
});

test('anything but 200 is tried again (facts/meta.md §4.2)', async () => {
  await sim.number('slow_name_review');
  await listen();
  hook.status = 503;
  await decide(true);
  await arrived();
  hook.status = 200;
  await sim.advance(SECOND);
  await arrived(2);
  expect(hook.received[1]?.raw).toBe(hook.received[0]?.raw);

  const attempts = async () => (await sim.sim('GET', 'webhooks')).body.data[0]?.['attempts'];
  await expect.poll(attempts).toMatchObject([{ status: 503 }, { status: 200 }]);

  // Once it has got its 200 it leaves it at that.
  await sim.advance(MINUTE);
  expect(await attempts()).toHaveLength(2);
});

test('messages go to the phone override, else the WABA override, else the app; account fields always to the app (facts/meta.md §1.11)', async () => {
  await sim.number('straight_through', { activation_ms: 0 });
  await listen();
  await sim.register();
  const write = async () => await sim.sim('POST', 'inbound', { number: NUMBER, text: 'Hi' });
  const to = (level: string) => ({
    override_callback_uri: `${hook.url}/${level}`,
    verify_token: 'v',
  });

  await write();
  await arrived(1);
  await sim.graph('POST', `${WABA}/subscribed_apps`, to('waba'));
  await write();
  await arrived(2);
  await sim.graph('POST', NUMBER, { webhook_configuration: to('phone') });
  await write();
  await arrived(3);
  await sim.sim('POST', `numbers/${NUMBER}/account-event`, { event: 'ACCOUNT_DELETED' });
  await arrived(4);
  expect(hook.received.map(({ path }) => path)).toEqual(['/app', '/waba', '/phone', '/app']);
});

test('messages to an unregistered number are dropped (facts/meta.md §2.1)', async () => {
  await sim.number('straight_through');
  await listen();
  expect((await sim.sim('POST', 'inbound', { number: NUMBER })).body).toEqual({ listeners: 0 });
});

test('PARTNER_ events carry the partner as entry id and the WABA inside (facts/meta.md §0.4.14, §4.6)', async () => {
  await sim.number('straight_through');
  await listen();
  await sim.sim('POST', `wabas/${WABA}/account-event`, { event: 'PARTNER_REMOVED' });
  await arrived();
  const { entry } = JSON.parse(hook.received[0]?.raw ?? '{}') as {
    entry: [{ id: string; changes: [{ value: { waba_info: { waba_id: string } } }] }];
  };
  expect(entry[0].id).not.toBe(WABA);
  expect(entry[0].changes[0].value.waba_info.waba_id).toBe(WABA);
});
