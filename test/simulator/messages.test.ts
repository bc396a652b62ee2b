import { expect, test } from 'vitest';
import { NUMBER, SECOND, useSimulator, WABA } from './harness.js';

const sim = useSimulator();

const TEXT = { messaging_product: 'whatsapp', to: '+15550001111', text: { body: 'Hello' } };
const TEMPLATE = {
  messaging_product: 'whatsapp',
  to: '+15550001111',
  type: 'template',
  template: { name: 'order_update', language: { code: 'en_US' } },
};
const send = async (body: unknown = TEXT) => await sim.graph('POST', `${NUMBER}/messages`, body);
const connect = async (scenario: string, more = {}) => {
  const templates = [{ name: 'order_update', language: 'en_US', status: 'APPROVED' }];
  await sim.sim('PUT', `wabas/${WABA}`, { templates });
  await sim.number(scenario, more);
  await sim.register();
  await sim.advance(5 * SECOND);
};

test.each([
  ['text', TEXT],
  ['template', TEMPLATE],
])(
  'a %s is accepted with the recipient and a wamid (facts/meta.md §1.14)',
  async (_type, message) => {
    await connect('straight_through');
    expect(await send(message)).toMatchObject({
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: '+15550001111', wa_id: '15550001111' }],
        messages: [{ id: expect.stringMatching(/^wamid\.[\w+/]+=*$/) }],
      },
    });
  },
);

test('a number that is not registered, or not yet connected, sends nothing: 133010 (facts/meta.md §2.1)', async () => {
  await sim.number('activation_slow');
  expect((await send()).body.error).toMatchObject({
    code: 133010,
    message: '(#133010) Account not registered',
  });
  await sim.register();
  expect((await send()).body.error.code).toBe(133010);
});

test('send_133010_while_connected: refused although CONNECTED, until registered once more (simulator.md §4)', async () => {
  await connect('send_133010_while_connected');
  expect(await sim.node('status,platform_type')).toMatchObject({
    status: 'CONNECTED',
    platform_type: 'CLOUD_API',
  });
  expect((await send()).body.error.code).toBe(133010);
  expect((await sim.register()).status).toBe(200);
  expect((await send()).status).toBe(200);
});

test('send_133010_while_connected on request for ever: a further register mends nothing', async () => {
  await connect('send_133010_while_connected', { sends_refused: 'always' });
  await sim.register();
  expect((await send(TEMPLATE)).body.error.code).toBe(133010);
});

test.each([
  [{ ...TEXT, messaging_product: undefined }, 'messaging_product'],
  [{ ...TEXT, to: undefined }, 'to is required'],
  [{ ...TEXT, type: 'carrier_pigeon' }, 'type must be one of'],
  [{ ...TEXT, text: {} }, "text['body']"],
  [{ ...TEMPLATE, template: { name: 'order_update' } }, "template['language']['code']"],
])('%j is refused with 100 (facts/meta.md §1.14)', async (message, text) => {
  await connect('straight_through');
  const { status, body } = await send(message);
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ code: 100, message: expect.stringContaining(text) });
});

test('a read receipt names a message and succeeds (simulator.md §1)', async () => {
  await connect('straight_through');
  const receipt = { messaging_product: 'whatsapp', status: 'read' };
  expect((await send({ ...receipt, message_id: 'wamid.abc' })).body).toEqual({ success: true });
  expect((await send(receipt)).body.error.message).toContain('message_id');
});

test('sending needs whatsapp_business_messaging (facts/meta.md §1.0)', async () => {
  await connect('straight_through');
  await sim.sim('PUT', `wabas/${WABA}`, { scopes: ['whatsapp_business_management'] });
  expect((await send()).body.error.code).toBe(10);
});

test('sends are no management calls: they neither need nor use that budget (facts/meta.md §1.17)', async () => {
  await connect('straight_through');
  const used = async () => (await sim.sim('GET', `wabas/${WABA}`)).body['calls_used'];
  const before = await used();
  const { headers } = await send();
  expect(await used()).toEqual(before);
  expect(headers.get('x-business-use-case-usage')).toBeNull();
});
