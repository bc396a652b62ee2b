import { beforeEach, describe, expect, test } from 'vitest';
import { APP, MINUTE, NUMBER, SECOND, useReceiver, useSimulator, WABA } from './harness.js';
import { exceededLimit } from '../../src/simulator/rules/message-pace.js';
import type { PhoneNumber } from '../../src/simulator/state/phone-number.js';
import { waitUntil } from '../support/wait-until.js';

const sim = useSimulator();
const receiver = useReceiver();

const INVITATION = {
  name: 'hina_invitation',
  language: 'he',
  status: 'APPROVED',
  category: 'MARKETING',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'שלום {{1}}' },
    {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'RSVP', url: 'https://rsvp.example/{{1}}' }],
    },
  ],
};
const HEADER = {
  type: 'header',
  parameters: [{ type: 'image', image: { link: 'https://a.example/a.png' } }],
};
const BODY = { type: 'body', parameters: [{ type: 'text', text: 'דנה' }] };
const BUTTON = {
  type: 'button',
  sub_type: 'url',
  index: '0',
  parameters: [{ type: 'text', text: '42' }],
};

beforeEach(async () => {
  await sim.sim('PUT', `apps/${APP}`, { callback_url: receiver.url, fields: ['messages'] });
  await sim.sim('PUT', `wabas/${WABA}`, {
    templates: [INVITATION, { ...INVITATION, language: 'en', status: 'PAUSED' }],
  });
  await sim.number('straight_through', { throughput: { level: 'HIGH' } });
  await sim.register();
  await sim.graph('POST', `${WABA}/subscribed_apps`);
  await sim.advance(5 * SECOND);
});

const template = (components: unknown[], language = 'he') => ({
  messaging_product: 'whatsapp',
  to: '+972504370045',
  type: 'template',
  template: { name: 'hina_invitation', language: { code: language }, components },
});
const post = async (body: unknown) => await sim.graph('POST', `${NUMBER}/messages`, body);
const text = async (to: string) =>
  await post({
    messaging_product: 'whatsapp',
    to,
    type: 'text',
    text: { body: 'hi' },
    biz_opaque_callback_data: 'ours',
  });
/** Everything Meta told so far. */
const statuses = (): Record<string, unknown>[] =>
  receiver.received.flatMap(({ raw }) =>
    (JSON.parse(raw) as { entry: { changes: { value: { statuses?: [] } }[] }[] }).entry.flatMap(
      ({ changes }) => changes.flatMap(({ value }) => value.statuses ?? []),
    ),
  );
/** Whom Meta named beside them. */
const contacts = (): unknown[] =>
  receiver.received.flatMap(({ raw }) =>
    (JSON.parse(raw) as { entry: { changes: { value: { contacts?: [] } }[] }[] }).entry.flatMap(
      ({ changes }) => changes.flatMap(({ value }) => value.contacts ?? []),
    ),
  );
async function told(count: number): Promise<Record<string, unknown>[]> {
  await sim.advance(MINUTE);
  await waitUntil(() => Promise.resolve(statuses().length >= count), {
    timeoutMs: 10_000,
    describe: `${count} statuses`,
  });
  const order = ['sent', 'delivered', 'read', 'failed'];
  return statuses().toSorted(
    (one, other) => order.indexOf(String(one['status'])) - order.indexOf(String(other['status'])),
  );
}

test('a template whose parameters fit is taken', async () => {
  expect((await post(template([HEADER, BODY, BUTTON]))).body).toMatchObject({
    messages: [{ message_status: 'accepted' }],
  });
});

test.each([
  [132012, [BODY, BUTTON], 'he', 'expected IMAGE'],
  [132000, [HEADER, BUTTON], 'he', 'body'],
  [131008, [HEADER, BODY], 'he', 'index 0'],
  [132001, [HEADER, BODY, BUTTON], 'fr', 'does not exist in fr'],
  [132015, [HEADER, BODY, BUTTON], 'en', 'paused'],
])('%i where it does not (facts/meta.md §3.3)', async (code, components, language, words) => {
  const { status, body } = await post(template(components, language));
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code,
    error_data: { details: expect.stringContaining(words) },
  });
});

describe('a header of text (facts/meta.md §3.3)', () => {
  const sendHeader = async (name: string, ...parameters: unknown[]) => {
    const components = parameters.length === 0 ? [] : [{ type: 'header', parameters }];
    return await post({
      ...template([]),
      template: { name, language: { code: 'en' }, components },
    });
  };
  const words = { type: 'text', text: 'Dana' };

  beforeEach(async () => {
    const ofHeader = (name: string, header: string) => ({
      name,
      language: 'en',
      category: 'UTILITY',
      components: [{ type: 'HEADER', format: 'TEXT', text: header }],
    });
    const templates = [ofHeader('greeting', 'Dear {{1}}'), ofHeader('fixed', 'Hello')];
    await sim.sim('PUT', `wabas/${WABA}`, { templates });
  });

  test.each(['image', 'video', 'document'])('takes no %s', async (kind) => {
    const media = { type: kind, [kind]: { link: 'https://a.example/a' } };
    expect((await sendHeader('greeting', media)).body.error).toMatchObject({
      code: 132012,
      error_data: {
        details: `header: Format mismatch, expected TEXT, received ${kind.toUpperCase()}`,
      },
    });
  });

  test('takes as many values as it has variables', async () => {
    expect((await sendHeader('greeting', words)).status).toBe(200);
    expect((await sendHeader('fixed')).status).toBe(200);
    expect((await sendHeader('greeting')).body.error.code).toBe(132000);
    expect((await sendHeader('fixed', words)).body.error.code).toBe(132000);
  });
});

test('usually a message is sent, delivered and read, billed once each for sent and delivered (facts/meta.md §4.4)', async () => {
  const { body } = await text('+972504370045');
  const [sent, delivered, read] = await told(3);
  const id = (body['messages'] as { id: string }[])[0]?.id;
  expect(sent).toMatchObject({
    id,
    status: 'sent',
    recipient_id: '972504370045',
    biz_opaque_callback_data: 'ours',
  });
  const pricing = { billable: false, type: 'free_customer_service', category: 'service' };
  expect(sent).toMatchObject({ pricing });
  expect(delivered).toMatchObject({ status: 'delivered', pricing });
  expect(read).toMatchObject({ status: 'read' });
  expect(read).not.toHaveProperty('pricing');
  expect(sent).not.toHaveProperty('conversation');
});

test('read without delivered carries the price (facts/meta.md §4.4)', async () => {
  await text('+972500000002');
  const [, read] = await told(2);
  expect(read).toMatchObject({ status: 'read', pricing: { category: 'service' } });
});

test.each(['MARKETING', 'UTILITY', 'AUTHENTICATION'])(
  'a template is billed by its category: %s (facts/meta.md §4.4)',
  async (category) => {
    await sim.sim('PUT', `wabas/${WABA}`, { templates: [{ ...INVITATION, category }] });
    await post(template([HEADER, BODY, BUTTON]));
    const [sent, delivered] = await told(3);
    const pricing = { billable: true, type: 'regular', category: category.toLowerCase() };
    expect(sent).toMatchObject({ pricing });
    expect(delivered).toMatchObject({ pricing });
  },
);

describe('an authentication template (facts/meta.md §1.14, §3.3)', () => {
  const code = { parameters: [{ type: 'text', text: '123456' }] };
  const inText = { type: 'body', ...code };
  const toCopy = { type: 'button', sub_type: 'url', index: '0', ...code };
  const sendCode = (components: unknown[], more = {}) =>
    post({
      ...template([]),
      template: { name: 'sign_in', language: { code: 'en' }, components },
      ...more,
    });

  beforeEach(async () => {
    const components = [
      { type: 'BODY', text: '*{{1}}* is your verification code.' },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
    ];
    const signIn = { name: 'sign_in', language: 'en', category: 'AUTHENTICATION', components };
    await sim.sim('PUT', `wabas/${WABA}`, { templates: [signIn] });
  });

  test('takes the code in its text and as that of a URL', async () => {
    expect((await sendCode([inText, toCopy])).status).toBe(200);
    expect((await sendCode([inText])).body.error.code).toBe(131008);
    const coupon = { ...toCopy, sub_type: 'copy_code' };
    expect((await sendCode([inText, coupon])).body.error.code).toBe(132012);
  });

  test('goes to no business-scoped user id', async () => {
    const { body } = await sendCode([inText, toCopy], {
      to: undefined,
      recipient: 'US.13491208655302741918',
    });
    expect(body.error.code).toBe(131062);
  });
});

test('a status names whom the answer named: a business-scoped user id as such, with no phone digits (facts/meta.md §4.4)', async () => {
  const recipient = 'US.13491208655302741918';
  const { body } = await post({
    messaging_product: 'whatsapp',
    recipient,
    type: 'text',
    text: { body: 'hi' },
  });
  expect(body).toMatchObject({ contacts: [{ input: recipient, user_id: recipient }] });
  for (const status of await told(3)) {
    expect(status).toMatchObject({ recipient_user_id: recipient });
    expect(status).not.toHaveProperty('recipient_id');
  }
  expect(contacts()).toEqual(Array(3).fill(expect.objectContaining({ user_id: recipient })));
  for (const contact of contacts()) expect(contact).not.toHaveProperty('wa_id');
});

test('up to v23 there is a conversation (facts/meta.md §4.4)', async () => {
  const url = `${sim.url}/v23.0/${NUMBER}/messages`;
  await sim.send(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${sim.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      to: '+972504370001',
      type: 'text',
      text: { body: 'x' },
    }),
  });
  const [sent] = await told(1);
  expect(sent).toMatchObject({
    conversation: { id: expect.any(String), expiration_timestamp: expect.any(String) },
  });
});

test.each([
  ['+972500131026', ['failed'], 131026],
  ['+972500131049', ['failed'], 131049],
  ['+972500132015', ['failed'], 132015],
  ['+972500000000', ['sent', 'delivered'], undefined],
  ['+972500000002', ['sent', 'read'], undefined],
  ['+972500000003', ['sent', 'delivered', 'failed'], 131026],
  ['+972500000007', ['sent', 'delivered', 'read'], undefined],
])('%s: %j (rules/message-fate.ts)', async (to, words, code) => {
  await text(to);
  const all = await told(words.length);
  expect(all.map(({ status }) => status)).toEqual(words);
  if (code !== undefined) expect(all.at(-1)).toMatchObject({ errors: [{ code }] });
});

test.each([
  ['+972500132015', 'held_for_quality_assessment'],
  ['+972500000006', 'held_for_quality_assessment'],
  ['+972500000007', 'paused'],
])('%s: %s is said in the answer (facts/meta.md §1.14, §5)', async (to, status) => {
  const { body } = await post({ ...template([HEADER, BODY, BUTTON]), to });
  expect(body).toMatchObject({ messages: [{ message_status: status }] });
});

test('what is dropped leaves its template to the others (rules/message-fate.ts)', async () => {
  await post({ ...template([HEADER, BODY, BUTTON]), to: '+972500132015' });
  await told(1);
  expect((await post(template([HEADER, BODY, BUTTON]))).status).toBe(200);
});

test('…004 loses the answer and not the message; …005 loses both', async () => {
  await expect(text('+972500000004')).rejects.toThrow();
  await expect(text('+972500000005')).rejects.toThrow();
  expect((await told(3)).map(({ recipient_id: to }) => to)).toEqual(Array(3).fill('972500000004'));
});

test('…131056 is refused twice and then taken', async () => {
  const answers = [
    await text('+972500131056'),
    await text('+972500131056'),
    await text('+972500131056'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 200]);
  expect(answers[0]?.body.error.code).toBe(131056);
});

test('one person gets 45 messages at once, then 131056 (facts/meta.md §1.17)', async () => {
  const codes = [];
  for (let nth = 0; nth < 46; nth++) codes.push((await text('+972504370045')).body.error?.code);
  expect(codes.slice(0, 45)).toEqual(Array(45).fill(undefined));
  expect(codes[45]).toBe(131056);
  expect((await text('+972504370046')).status).toBe(200);
});

test.each([
  [{ is_on_biz_app: true }, 20],
  [{ throughput: { level: 'STANDARD' } }, 80],
  [{ throughput: { level: 'HIGH' } }, 1_000],
])('%j: %i messages a second, then 130429 (facts/meta.md §1.17)', (node, rate) => {
  const number = { node } as unknown as PhoneNumber;
  const codesAt = (now: number) =>
    Array.from({ length: rate + 5 }, (_, nth) => exceededLimit(number, `${now}/${nth}`, now));
  for (const now of [10_000, 11_000]) {
    const codes = codesAt(now);
    expect(codes.slice(0, rate)).toEqual(Array(rate).fill(undefined));
    expect(codes.slice(rate)).toEqual(Array(5).fill(130429));
  }
});

test.each([
  ['+5511987654321', '551187654321'],
  ['+525512345678', '5215512345678'],
])('the wa_id of %s is %s, in every status too (facts/meta.md §1.14)', async (to, waId) => {
  expect((await text(to)).body).toMatchObject({ contacts: [{ input: to, wa_id: waId }] });
  expect((await told(3)).map(({ recipient_id: id }) => id)).toEqual(Array(3).fill(waId));
});
