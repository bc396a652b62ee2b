import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GraphError, WriteOutcome } from '../../../src/graph/outcome.js';
import { foldStatuses, TOLD_STATUSES } from '../../../src/messaging/status-rank.js';
import { createSending } from '../../../src/sending/sending.js';
import { applyStatuses, applyStoredStatuses } from '../../../src/store/apply-statuses.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { storeInboundMessages } from '../../../src/store/inbound-messages.js';
import { startListener } from '../../../src/store/listen.js';
import { storeStatuses } from '../../../src/store/message-statuses.js';
import { dueSends } from '../../../src/store/due-sends.js';
import { abandonCalls, noteHandedOver, takeForSending } from '../../../src/store/messages.js';
import { applyOverlookedStatuses } from '../../../src/store/overlooked-statuses.js';
import { newId, startHarness, type Harness } from './harness.js';
import { testVault } from '../../support/connected-number.js';
import { waitUntil } from '../../support/wait-until.js';

const HOUR = 3_600_000;
const USAGE = { percent: null, regainAccessMs: 0 };

let api: Harness;
let number: string;
let wabaId: string;
/** What Meta answers next, and what it was asked. */
let answer: () => WriteOutcome | Promise<WriteOutcome>;
let asked: Record<string, unknown>[];
let wamids = 0;

const accept = (more: Record<string, unknown> = {}): WriteOutcome => ({
  kind: 'accepted',
  body: {
    contacts: [{ wa_id: '972504370045' }],
    messages: [{ id: `wamid.${(wamids += 1)}`, ...more }],
  },
  usage: USAGE,
});
const refuse = (code: number, more: Partial<GraphError> = {}): WriteOutcome => ({
  kind: 'refused',
  error: {
    httpStatus: 400,
    code,
    subcode: null,
    type: null,
    message: `(#${code}) refused`,
    title: null,
    userMessage: null,
    details: 'Words of Meta',
    isTransient: false,
    fbtraceId: 'Atrace',
    retryAfterMs: null,
    ...more,
  },
});
const LOST: WriteOutcome = {
  kind: 'unknown',
  failure: { cause: 'timeout', httpStatus: null, message: 'no answer in time' },
};

beforeAll(async () => {
  const vault = testVault();
  const graph = {
    async sendMessage(_: unknown, __: string, message: Record<string, unknown>) {
      asked.push(message);
      return answer();
    },
  };
  api = await startHarness({ vault, sending: createSending({ graph, vault }, { keepMs: 0 }) });
});
afterAll(() => api.close());

beforeEach(async () => {
  asked = [];
  answer = () => accept();
  wabaId = newId();
  number = await api.addNumber({ waba_id: wabaId });
  await api.setNumber(number, { stage: 'live', reason: 'live' });
  await api.db
    .insertInto('templates')
    .values({
      account_id: '1',
      waba_id: wabaId,
      name: 'hina_invitation',
      language: 'he',
      template_id: null,
      status: 'APPROVED',
      category: 'UTILITY',
      previous_category: null,
      correct_category: null,
      quality: null,
      parameter_format: 'POSITIONAL',
      rejected_reason: null,
      components: JSON.stringify([
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: 'שלום {{1}}, הוזמנתם לחינה' },
        {
          type: 'BUTTONS',
          buttons: [{ type: 'URL', text: 'אישור', url: 'https://rsvp.example/{{1}}' }],
        },
      ]),
      changed_at: new Date(api.clock.at),
      synced_at: new Date(api.clock.at),
    })
    .execute();
  await api.db
    .insertInto('template_bindings')
    .values({
      account_id: '1',
      key: 'invitation',
      name: 'hina_invitation',
      language: 'he',
      header: JSON.stringify({ type: 'IMAGE', param: 'invitation_image_url' }),
      body: JSON.stringify(['contact_name']),
      buttons: JSON.stringify([{ type: 'URL', index: 0, param: 'event_id' }]),
      created_at: new Date(api.clock.at),
      updated_at: new Date(api.clock.at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
});

const INVITATION = {
  to: '0504370045',
  default_country: 'IL',
  template_key: 'invitation',
  params: {
    contact_name: 'דנה',
    invitation_image_url: 'https://cdn.example/hina.png',
    event_id: '42',
  },
  context: { event_id: '42', guest_id: 7 },
};
const send = (json: unknown = INVITATION, headers: Record<string, string> = {}) =>
  api.call('POST', `/v1/numbers/${number}/messages`, { json, headers });
const get = async (id: string) => (await api.call('GET', `/v1/messages/${id}`)).body;
const text = (more: Record<string, unknown> = {}) => ({
  to: '+972504370045',
  text: 'שלום',
  ...more,
});

/** Every row of every table, as text. */
async function dumpOf(db: Harness['db']): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const dumped = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ row: string }>`
        select one::text as row from ${sql.table(name)} as one`.execute(db);
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return dumped.join('\n');
}

/** Meta tells these statuses of a message. */
async function tell(
  words: readonly (readonly [status: string, at: number, more?: Record<string, unknown>])[],
  {
    wamid,
    callback = null,
    db = api.db,
  }: { wamid: string; callback?: string | null; db?: Database },
  beforeCommit: () => Promise<void> = () => Promise.resolve(),
) {
  await db.transaction().execute(async (tx) => {
    const statuses = words.map(([status, at, { recipient = '972504370045', ...more } = {}]) => ({
      wamid,
      status,
      recipient: String(recipient),
      phoneNumberId: number,
      numberId: null,
      at,
      receivedAt: new Date(api.clock.at),
      callbackData: callback,
      raw: JSON.stringify({ id: wamid, status, ...more }),
    }));
    await storeStatuses(tx, statuses);
    await applyStatuses(tx, statuses, api.clock.at);
    await beforeCommit();
  });
}
const eventsOf = async (id: string) =>
  (
    await api.db
      .selectFrom('events')
      .select(['type', 'data'])
      .where('type', 'like', 'message.%')
      .execute()
  )
    .filter(({ data }) => (data['message'] as { id?: string }).id === id)
    .map(({ type }) => type)
    .toSorted();

test('by key: the seed’s invitation is sent as Meta takes it, and answered with its wamid', async () => {
  const { status, body, headers } = await send();
  expect({ status, body }).toMatchObject({
    status: 201,
    body: {
      status: 'accepted',
      wamid: `wamid.${wamids}`,
      to: '0504370045',
      recipient: '+972504370045',
      wa_id: '972504370045',
      context: { event_id: '42', guest_id: 7 },
      template: { key: 'invitation', name: 'hina_invitation', language: 'he' },
      accepted_at: expect.any(String),
      sent_at: null,
      error: null,
      diagnosis: null,
    },
  });
  expect(headers.get('location')).toBe(`/v1/messages/${body.id}`);
  expect(asked).toEqual([
    {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+972504370045',
      type: 'template',
      template: {
        name: 'hina_invitation',
        language: { code: 'he' },
        components: [
          {
            type: 'header',
            parameters: [{ type: 'image', image: { link: 'https://cdn.example/hina.png' } }],
          },
          { type: 'body', parameters: [{ type: 'text', text: 'דנה' }] },
          {
            type: 'button',
            sub_type: 'url',
            index: '0',
            parameters: [{ type: 'text', text: '42' }],
          },
        ],
      },
      biz_opaque_callback_data: body.id,
    },
  ]);
  expect(await get(body.wamid)).toEqual(await get(body.id));
  expect(await eventsOf(body.id)).toEqual(['message.accepted']);
});

test.each([
  ['accepted', () => {}],
  ['failed', () => void (answer = () => refuse(131026))],
])('message.%s names who sent it, and the request', async (kind, prepare) => {
  prepare();
  const key = await api.addKey('1', ['send']);
  await api.db
    .updateTable('api_keys')
    .set({ name: 'Dana’s "own" \\ key' })
    .where('name', '=', 'test key')
    .execute();
  const { headers } = await api.call('POST', `/v1/numbers/${number}/messages`, {
    json: INVITATION,
    key,
  });

  const { cause } = await api.db
    .selectFrom('events')
    .select('cause')
    .where('type', '=', `message.${kind}`)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(cause).toEqual({
    kind: 'api',
    actor: expect.stringContaining('Dana’s "own" \\ key'),
    request_id: headers.get('x-request-id'),
  });
});

test('each status is told of with its own time, wherever Postgres is, and a failure with its error', async () => {
  const { body } = await send();
  const url = new URL(api.databaseUrl);
  url.searchParams.set('options', '-c TimeZone=Asia/Jerusalem');
  const db = openDatabase(url.href, { max: 1 });
  try {
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    await tell(
      [
        ['sent', 1_001],
        ['failed', 2_002, { errors }],
      ],
      { wamid: body.wamid, db },
    );
  } finally {
    await db.destroy();
  }
  const told = await api.db
    .selectFrom('events')
    .select(['type', 'data'])
    .where('type', 'in', ['message.sent', 'message.failed'])
    .where(sql<string>`data #>> '{message,id}'`, '=', body.id)
    .orderBy('id')
    .execute();
  expect(told).toMatchObject([
    { type: 'message.sent', data: { message: { at: '1970-01-01T00:00:01.001Z', error: null } } },
    {
      type: 'message.failed',
      data: { message: { at: '1970-01-01T00:00:02.002Z', error: { code: 131026 } } },
    },
  ]);
});

test('an accepted message is told of in the same words, whether or not a status came first', async () => {
  const dataOf = async (id: string) => {
    const { data } = await api.db
      .selectFrom('events')
      .select('data')
      .where('type', '=', 'message.accepted')
      .where(sql<string>`data #>> '{message,id}'`, '=', id)
      .executeTakeFirstOrThrow();
    return data as { message: Record<string, unknown> };
  };
  const { body: first } = await send();
  // Its call is no longer marked as under way, so that the general statement writes how it ended.
  answer = async () => {
    await api.db
      .updateTable('messages')
      .set({ calling_since: null })
      .where('wamid', 'is', null)
      .execute();
    return accept();
  };
  const { status, body: second } = await send();
  expect(status).toBe(201);
  const [usual, other] = [await dataOf(first.id), await dataOf(second.id)];
  const { id, wamid } = second;
  expect(other).toEqual({ ...usual, message: { ...usual.message, id, wamid } });
});

test.each([
  ['recipient_invalid', { to: '0504370045', default_country: undefined }, '/to'],
  ['recipient_invalid', { default_country: 'XX' }, '/default_country'],
  ['recipient_invalid', { to: '+97250437004' }, '/to'],
  [
    'parameters_mismatch',
    { params: { ...INVITATION.params, event_id: undefined } },
    '/params/event_id',
  ],
  ['parameters_mismatch', { params: { ...INVITATION.params, extra: '1' } }, '/params/extra'],
  [
    'parameters_mismatch',
    { params: { ...INVITATION.params, invitation_image_url: 'http://cdn.example/a.png' } },
    '/params/invitation_image_url',
  ],
  ['template_unusable', { template_key: 'no_such_key' }, '/template_key'],
  ['invalid_request', { text: 'and a text' }, '/text'],
  ['invalid_request', { surprise: 1 }, '/surprise'],
])('%s is told before Meta is called: %j', async (code, change, pointer) => {
  const { status, body } = await send({ ...INVITATION, ...change });
  expect({ status, code: body.code }).toEqual({ status: 422, code });
  expect(body.errors[0].pointer).toBe(pointer);
  expect(asked).toEqual([]);
});

test.each(['image', 'document'])(
  'a header of text is given no %s: told before Meta is called',
  async (kind) => {
    await api.db
      .updateTable('templates')
      .set({ components: JSON.stringify([{ type: 'HEADER', format: 'TEXT', text: 'Dear {{1}}' }]) })
      .where('waba_id', '=', wabaId)
      .execute();
    const media = { type: kind, [kind]: { link: 'https://cdn.example/a' } };
    const template = {
      name: 'hina_invitation',
      language: { code: 'he' },
      components: [{ type: 'header', parameters: [media] }],
    };
    const { status, body } = await send({ to: '+972504370045', template });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        code: 'parameters_mismatch',
        detail: expect.stringMatching(
          new RegExp(`^The header of the template is text, and an? ${kind} is given\\.$`),
        ),
      },
    });
    expect(asked).toEqual([]);
  },
);

test('what a message says of people lies in no table, whatever became of it, and is shown and sent again all the same', async () => {
  const params = {
    contact_name: 'Shulamit of Haifa',
    invitation_image_url: 'https://cdn.example/for-shulamit.png',
    event_id: 'one-time-login-7731',
  };
  const endings = [accept(), refuse(130429), refuse(131009), LOST];
  const ids: string[] = [];
  for (const [nth, ending] of endings.entries()) {
    answer = () => ending;
    const json = { ...INVITATION, params, to: `+97250700000${nth}` };
    const { body } = await send(json, { 'idempotency-key': `said-${nth}` });
    ids.push(body.id ?? body.message_id);
  }
  const unsafe = { ...params, invitation_image_url: 'http://cdn.example/for-shulamit.png' };
  for (const json of [{ params: unsafe }, { params, validate_only: true }])
    await send(
      { ...INVITATION, ...json },
      { 'idempotency-key': JSON.stringify(json).slice(0, 20) },
    );
  await send(text({ text: 'The code of the safe', force: true }));

  const dump = await dumpOf(api.db);
  for (const id of ids) expect(dump).toContain(id);
  for (const said of [...Object.values(params), 'The code of the safe'])
    expect(dump).not.toContain(said);

  for (const [nth, id] of ids.entries()) {
    const { body } = await api.call('GET', `/v1/messages/${id}/timeline`);
    expect(body.request).toEqual(asked[nth]);
  }
  answer = () => accept();
  await api.call('POST', `/v1/messages/${ids[2]}/send-again`);
  const { biz_opaque_callback_data: _, ...first } = asked[2] ?? {};
  expect(asked.at(-1)).toMatchObject(first);
});

test('a paused template, a number that is not live and a dead token are told before Meta is called', async () => {
  await api.db
    .updateTable('templates')
    .set({ status: 'PAUSED' })
    .where('waba_id', '=', wabaId)
    .execute();
  expect((await send()).body).toMatchObject({
    code: 'template_unusable',
    detail: expect.stringContaining('paused'),
  });
  await api.setNumber(number, { stage: 'name_review', reason: 'awaiting_name_review' as never });
  expect((await send(text({ force: true }))).body).toMatchObject({
    status: 409,
    code: 'number_not_live',
  });
  await api.setNumber(number, { reason: 'token_invalid' });
  expect((await send(text({ force: true }))).body).toMatchObject({
    status: 409,
    code: 'token_invalid',
  });
  expect(asked).toEqual([]);
});

test('validate_only sends and stores nothing', async () => {
  const { status, body } = await send({ ...INVITATION, validate_only: true });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { valid: true, recipient: '+972504370045', reading: expect.stringContaining('IL') },
  });
  expect(asked).toEqual([]);
  expect((await api.call('GET', `/v1/messages?number_id=${number}`)).body.data).toEqual([]);
});

test('text goes inside the window only, and elsewhere by force', async () => {
  expect((await send(text())).body).toMatchObject({
    code: 'outside_service_window',
    last_inbound_at: null,
  });
  expect((await send(text({ force: true }))).status).toBe(201);
  await storeInboundMessages(api.db, [
    {
      phoneNumberId: number,
      wamid: `wamid.in.${number}`,
      numberId: null,
      type: 'text',
      sender: '972504370045',
      at: api.clock.at - 23 * HOUR,
      receivedAt: new Date(api.clock.at),
      payload: '{}',
      contact: null,
    },
  ]);
  expect((await send(text())).status).toBe(201);
  api.clock.at += 2 * HOUR;
  expect((await send(text())).body.code).toBe('outside_service_window');
});

test('a business-scoped user id goes into "recipient"', async () => {
  const { body } = await send({ recipient: 'US.13491208655302741918', text: 'hello', force: true });
  expect(body).toMatchObject({ recipient: 'US.13491208655302741918', recipient_country: 'US' });
  expect(asked[0]).toMatchObject({ recipient: 'US.13491208655302741918' });
  expect(asked[0]).not.toHaveProperty('to');
});

test.each([
  [132000, 422, 'parameters_mismatch'],
  [132015, 422, 'template_unusable'],
  [131026, 422, 'recipient_invalid'],
  [131047, 422, 'outside_service_window'],
  [131049, 422, 'send_refused'],
  [131031, 409, 'account_restricted'],
  [190, 409, 'token_invalid'],
  [133010, 409, 'number_not_live'],
])(
  '%i is refused for good: %i %s with its diagnosis and the message',
  async (code, status, problem) => {
    answer = () => refuse(code);
    const refused = await send();
    expect(refused).toMatchObject({
      status,
      body: {
        code: problem,
        graph: { code, fbtrace_id: 'Atrace' },
        diagnosis: { code, known: true },
        message_id: expect.any(String),
      },
    });
    // What is about the number shows where it stands.
    expect('onboarding' in refused.body).toBe(status === 409);
    const { message_id: id } = refused.body;
    expect(await get(id)).toMatchObject({
      status: 'failed',
      wamid: null,
      error: { code, details: 'Words of Meta' },
      diagnosis: { meaning: refused.body.diagnosis.meaning },
      can_send_again: true,
    });
    expect(await eventsOf(id)).toEqual(['message.failed']);
  },
);

test('133010 is remembered for the number, which is woken', async () => {
  answer = () => refuse(133010);
  await send();
  const row = await api.db
    .selectFrom('numbers')
    .select('memory')
    .where('phone_number_id', '=', number)
    .executeTakeFirstOrThrow();
  expect(row.memory.senderRejectedAt).toBe(api.clock.at);
  const wake = await api.db
    .selectFrom('wakeups')
    .select('reason')
    .where('phone_number_id', '=', number)
    .executeTakeFirst();
  expect(wake?.reason).toBe('send_refused');
});

test.each([131005, 33])('%i wakes the number, so that it shows why', async (code) => {
  answer = () => refuse(code);
  expect((await send()).status).toBe(409);
  const wake = await api.db
    .selectFrom('wakeups')
    .select('reason')
    .where('phone_number_id', '=', number)
    .executeTakeFirst();
  expect(wake?.reason).toBe('send_refused');
});

test('throttled: 202 retrying, left to the worker with Meta’s delay', async () => {
  answer = () => refuse(131056);
  const { status, body } = await send();
  expect({ status, body }).toMatchObject({
    status: 202,
    body: {
      status: 'retrying',
      attempts: 1,
      error: { code: 131056 },
      diagnosis: { retry: 'after' },
    },
  });
  const timeline = await api.call('GET', `/v1/messages/${body.id}/timeline`);
  expect(timeline.body.data.at(-1)).toMatchObject({
    kind: 'send_refused',
    facts: { error: { code: 131056 }, diagnosis: { code: 131056, retry: 'after' } },
  });
  expect(Date.parse(body.next_attempt_at) - api.clock.at).toBe(1_000);
});

test('a lost reply: 202 unknown, never repeated, bound by a status with our id', async () => {
  answer = () => LOST;
  const { status, body } = await send();
  expect({ status, body }).toMatchObject({
    status: 202,
    body: { status: 'unknown', wamid: null, can_send_again: false },
  });
  expect(
    (await api.call('POST', `/v1/messages/${body.id}/send-again`, { json: {} })).body.code,
  ).toBe('send_again_not_allowed');
  const names = { recipient_id: '972504370045', recipient_user_id: 'IL.1349120865530274' };
  await tell([['delivered', api.clock.at, names]], { wamid: 'wamid.bound', callback: body.id });
  expect(await get('wamid.bound')).toMatchObject({
    id: body.id,
    status: 'delivered',
    wa_id: names.recipient_id,
    user_id: names.recipient_user_id,
  });
  expect(await eventsOf(body.id)).toEqual(['message.accepted', 'message.delivered']);
});

test('what Meta called the recipient in its answer is not changed by a status; what it left out is added', async () => {
  const { body } = await send();
  const names = { recipient_id: '972500000000', recipient_user_id: 'IL.1349120865530274' };
  await tell([['sent', api.clock.at, names]], { wamid: body.wamid });
  expect(await get(body.id)).toMatchObject({
    wa_id: '972504370045',
    user_id: names.recipient_user_id,
  });
});

test('after a day without a word an unknown message says so and is sent again once, as a new one', async () => {
  answer = () => LOST;
  const { body: lost } = await send();
  api.clock.at += 24 * HOUR;
  expect(await get(lost.id)).toMatchObject({
    can_send_again: true,
    explanation: expect.stringContaining('can be sent again'),
  });
  answer = () => accept();
  const again = () => api.call('POST', `/v1/messages/${lost.id}/send-again`);
  const [first, second] = [await again(), await again()];
  expect(first).toMatchObject({ status: 201, body: { again_of: lost.id, status: 'accepted' } });
  expect(second.body.id).toBe(first.body.id);
  expect(asked).toHaveLength(2);
});

test('a process that dies in the middle of the call leaves an unknown message', async () => {
  answer = () => Promise.reject(new Error('the process is gone'));
  expect((await send()).status).toBe(500);
  await abandonCalls(api.db, api.clock.at + 59_000);
  const list = async () => (await api.call('GET', `/v1/messages?number_id=${number}`)).body.data;
  expect(await list()).toMatchObject([{ status: 'queued' }]);
  await abandonCalls(api.db, api.clock.at + 61_000);
  expect(await list()).toMatchObject([{ status: 'unknown' }]);
});

test('a status that overtakes the reply counts, with our id and without', async () => {
  answer = async () => {
    const id = String(asked.at(-1)?.['biz_opaque_callback_data']);
    await tell([['sent', 5_000, { recipient_id: '972504370045' }]], {
      wamid: 'wamid.early',
      callback: id,
    });
    await tell([['read', 7_000]], { wamid: 'wamid.early', callback: null });
    return { kind: 'accepted', body: { messages: [{ id: 'wamid.early' }] }, usage: USAGE };
  };
  const { body } = await send();
  expect(body).toMatchObject({
    wamid: 'wamid.early',
    // The reply names nobody, and takes back nothing that the status said.
    wa_id: '972504370045',
    status: 'read',
    sent_at: '1970-01-01T00:00:05.000Z',
  });
  answer = async () => {
    await tell([['delivered', 5_000]], { wamid: 'wamid.early2' });
    return accept({ id: 'wamid.early2' });
  };
  expect((await send()).body).toMatchObject({ status: 'delivered' });
});

test.each([
  ['is lost', () => LOST],
  ['asks to wait', () => refuse(131056)],
  ['is a refusal', () => refuse(131026)],
])('a status that overtakes an answer that %s counts more than it', async (_, outcome) => {
  const wamid = `wamid.overtook.${number}`;
  answer = async () => {
    await tell([['delivered', 5_000]], {
      wamid,
      callback: String(asked.at(-1)?.['biz_opaque_callback_data']),
    });
    return outcome();
  };
  await send();
  expect(await get(wamid)).toMatchObject({ status: 'delivered', next_attempt_at: null });
});

test('a status without our id that is being stored while the reply is recorded is applied a little later', async () => {
  let commit: () => void = () => {};
  const committed = new Promise<void>((resolve) => (commit = resolve));
  let storing: Promise<void> = Promise.resolve();
  answer = async () => {
    await new Promise<void>((stored) => {
      storing = tell([['delivered', 5_000]], { wamid: 'wamid.raced' }, async () => {
        stored();
        await committed;
      });
    });
    return accept({ id: 'wamid.raced' });
  };
  expect((await send()).body).toMatchObject({ wamid: 'wamid.raced', status: 'accepted' });
  commit();
  await storing;
  expect(await get('wamid.raced')).toMatchObject({ status: 'accepted' });

  expect(await applyOverlookedStatuses(api.db, api.clock.at)).toBe(1);

  const message = await get('wamid.raced');
  expect(message).toMatchObject({ status: 'delivered', delivered_at: '1970-01-01T00:00:05.000Z' });
  expect(await eventsOf(message.id)).toEqual(['message.accepted', 'message.delivered']);
  expect(await applyOverlookedStatuses(api.db, api.clock.at)).toBe(0);
});

test('a foreign id in the callback data, or another number’s, binds nothing', async () => {
  answer = () => LOST;
  const { body } = await send();
  const other = await api.addNumber();
  const own = number;
  number = other;
  await tell([['delivered', 1]], { wamid: 'wamid.foreign', callback: body.id });
  number = own;
  await tell([['delivered', 1]], { wamid: 'wamid.other', callback: 'not-ours' });
  expect(await get(body.id)).toMatchObject({ status: 'unknown', wamid: null });
});

test('failed after delivered is shown as the contradiction it is; errors, pricing and conversation are kept', async () => {
  const { body } = await send();
  const error = {
    code: 131026,
    title: 'Message undeliverable',
    error_data: { details: 'why' },
    href: '/docs',
  };
  const pricing = { billable: true, category: 'utility' };
  await tell(
    [
      ['failed', 3, { errors: [error] }],
      ['delivered', 2, { pricing }],
      ['sent', 1, { conversation: { id: 'c1' } }],
    ],
    { wamid: body.wamid },
  );
  expect(await get(body.id)).toMatchObject({
    status: 'delivered',
    is_contradictory: true,
    explanation: expect.stringContaining('both'),
    error: { code: 131026, details: 'why', href: '/docs' },
    diagnosis: { code: 131026 },
    pricing,
    conversation: { id: 'c1' },
  });
  const { body: timeline } = await api.call('GET', `/v1/messages/${body.id}/timeline`);
  expect(timeline.data.map(({ kind }: { kind: string }) => kind)).toEqual([
    'sent',
    'delivered',
    'failed',
    'created',
    'send_accepted',
  ]);
  expect(timeline.request).toMatchObject({
    to: '+972504370045',
    biz_opaque_callback_data: body.id,
  });
});

test('statuses in any order, batch and repetition leave in Postgres what the pure fold says', async () => {
  const status = fc.record({
    status: fc.constantFrom('sent', 'delivered', 'read', 'failed', 'played', 'deleted'),
    at: fc.integer({ min: 1, max: 9 }),
  });
  const batches = fc.array(fc.array(status, { maxLength: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, async (given) => {
      const { body } = await send();
      for (const batch of [...given, ...given.slice(0, 1)]) {
        await tell(
          batch.map(({ status: word, at }) => [word, at * 1_000] as const),
          { wamid: body.wamid, callback: body.id },
        );
      }
      const wanted = foldStatuses('accepted', given.flat());
      const shown = await get(body.id);
      expect(shown.status).toBe(wanted.status);
      for (const word of TOLD_STATUSES) {
        const time = wanted.times[word];
        const expected = time === undefined ? null : new Date(time * 1_000).toISOString();
        expect(shown[`${word}_at`]).toBe(expected);
      }
      const told = new Set(['accepted', ...Object.keys(wanted.times)]);
      told.delete('played');
      expect(await eventsOf(body.id)).toEqual(
        [...told].map((word) => `message.${word}`).toSorted(),
      );
    }),
    { numRuns: 15 },
  );
});

test('a message that went on by its news alone is what all its statuses together make of it', async () => {
  const status = fc.record({
    at: fc.integer({ min: 1, max: 9 }),
    pricing: fc.option(fc.constantFrom('utility', 'marketing', null), { nil: undefined }),
    conversation: fc.option(fc.constantFrom('c1', 'c2', null), { nil: undefined }),
    recipient: fc.constantFrom('972504370045', '972504370045', '972507654321'),
  });
  await api.setNumber(number, { node: { throughputLevel: 'HIGH' } });
  let people = 70_000;
  // In its order, as nearly all of them come; and one that comes anywhere between.
  const journey = fc.record({
    way: fc.tuple(status, status, status, status),
    skipped: fc.subarray(['sent', 'delivered', 'read', 'played'], { maxLength: 1 }),
    together: fc.boolean(),
    odd: fc.option(
      fc.record({
        status,
        word: fc.constantFrom('sent', 'delivered', 'read', 'failed', 'warning'),
        place: fc.integer({ min: 0, max: 4 }),
      }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(journey, async ({ way, skipped, together, odd }) => {
      // To somebody else each time, or the pace of the pair would be tried.
      const { body } = await send({ ...INVITATION, to: `+9725043${(people += 1)}` });
      const told = ['sent', 'delivered', 'read', 'played']
        .map((word, place) => ({ word, ...way[place] }))
        .filter(({ word }) => !skipped.includes(word));
      if (odd !== null) told.splice(odd.place, 0, { word: odd.word, ...odd.status });
      const statuses = told.map(({ word, at, pricing, conversation, recipient }) => [
        word,
        (at ?? 0) * 1_000,
        {
          recipient,
          ...(pricing !== undefined && { pricing: pricing && { category: pricing, of: word } }),
          ...(conversation !== undefined && {
            conversation: conversation && { id: conversation, of: word },
          }),
          ...(word === 'failed' && { errors: [{ code: 131026, title: 'undeliverable' }] }),
        },
      ]) as [string, number, Record<string, unknown>][];
      const batches = together
        ? [statuses.slice(0, 2), statuses.slice(2)]
        : statuses.map((one) => [one]);
      for (const batch of batches) await tell(batch, { wamid: body.wamid, callback: body.id });

      const rowOf = () =>
        api.db
          .selectFrom('messages')
          .selectAll()
          .where('id', '=', body.id)
          .executeTakeFirstOrThrow();
      const events = await eventsOf(body.id);
      const left = await rowOf();
      const owner = { wamid: body.wamid, phoneNumberId: number, callbackData: body.id };
      await api.db.transaction().execute((tx) => applyStoredStatuses(tx, [owner], api.clock.at));
      expect(await rowOf()).toEqual(left);
      expect(await eventsOf(body.id)).toEqual(events);
    }),
    { numRuns: 60 },
  );
});

test('of news that come together the first conversation counts, and the price of the furthest', async () => {
  const { body } = await send();
  await tell([['sent', 1_000]], { wamid: body.wamid });
  const of = (word: string) => ({ pricing: { of: word }, conversation: { of: word } });
  await tell(
    [
      ['played', 4_000],
      ['read', 3_000, of('read')],
      ['delivered', 2_000, of('delivered')],
    ],
    { wamid: body.wamid },
  );
  expect(await get(body.id)).toMatchObject({
    status: 'played',
    pricing: { of: 'read' },
    conversation: { of: 'delivered' },
  });
});

test('what is old is stored no more: a late status takes nothing back', async () => {
  const { body } = await send();
  const of = { wamid: body.wamid, callback: body.id };
  await tell(
    [
      ['sent', 1_000],
      ['delivered', 2_000],
    ],
    of,
  );
  await api.db.deleteFrom('message_statuses').where('wamid', '=', body.wamid).execute();
  await tell(
    [
      ['read', 3_000],
      ['failed', 4_000],
    ],
    of,
  );
  const iso = (at: number) => new Date(at).toISOString();
  expect(await get(body.id)).toMatchObject({
    status: 'read',
    sent_at: iso(1_000),
    delivered_at: iso(2_000),
    read_at: iso(3_000),
    failed_at: iso(4_000),
  });
});

test('the same Idempotency-Key sends once, also when the kept answer is gone', async () => {
  const key = { 'idempotency-key': `key-${number}` };
  const first = await send(INVITATION, key);
  const second = await send(INVITATION, key);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  await api.db.deleteFrom('idempotency_keys').execute();
  const third = await send(INVITATION, key);
  expect([second.body.id, third.body.id]).toEqual([first.body.id, first.body.id]);
  expect(asked).toHaveLength(1);
  await api.db.deleteFrom('idempotency_keys').execute();
  expect((await send({ ...INVITATION, to: '0504370046' }, key)).body.code).toBe(
    'idempotency_key_reused',
  );

  api.clock.at += 31 * 24 * HOUR;
  const later = await send(INVITATION, key);
  expect([later.status, asked.length]).toEqual([201, 2]);
  expect(later.body.id).not.toBe(first.body.id);
  expect((await send(INVITATION, key)).body.id).toBe(later.body.id);
});

test('a send is kept under its key for thirty days, and so is one in place of another', async () => {
  const key = { 'idempotency-key': `long-${number}` };
  answer = () => refuse(131026);
  const { message_id: refused } = (await send()).body;
  answer = () => accept();
  const calls = [
    () => send(INVITATION, key),
    () => api.call('POST', `/v1/messages/${refused}/send-again`, { headers: key }),
  ];
  const ids = [];
  for (const call of calls) ids.push((await call()).body.id);
  const { at } = api.clock;
  api.clock.at += 30 * 24 * HOUR - 1;
  for (const [nth, call] of calls.entries()) {
    const { headers, body } = await call();
    expect([headers.get('idempotent-replayed'), body.id]).toEqual(['true', ids[nth]]);
  }
  await api.db.deleteFrom('idempotency_keys').execute();
  expect((await send(INVITATION, key)).body.id).toBe(ids[0]);
  expect(asked).toHaveLength(3);
  api.clock.at = at;
});

test('what Meta refused is refused again under its key, also when the kept answer is gone', async () => {
  const key = { 'idempotency-key': `refused-${number}` };
  answer = () => refuse(131026);
  const first = await send(INVITATION, key);
  await api.db.deleteFrom('idempotency_keys').execute();
  const second = await send(INVITATION, key);
  expect([second.status, second.body.code]).toEqual([422, 'recipient_invalid']);
  expect(second.body.message_id).toBe(first.body.message_id);
  expect(asked).toHaveLength(1);
});

test('the same Idempotency-Key at another number is another message', async () => {
  const key = { 'idempotency-key': `two-${number}` };
  const first = await send(text({ force: true }), key);
  number = await api.addNumber();
  await api.setNumber(number, { stage: 'live', reason: 'live' });
  const second = await send(text({ force: true }), key);
  await api.db.deleteFrom('idempotency_keys').execute();
  const third = await send(text({ force: true }), key);
  expect(second.body.id).not.toBe(first.body.id);
  expect([third.body.id, asked.length]).toEqual([second.body.id, 2]);
});

test('with Postgres gone once Meta has the message, nobody is told to send it again', async () => {
  const breakUpdates = (table: string) =>
    sql`create trigger gone before update on ${sql.table(table)}
      for each row execute function postgres_is_gone()`.execute(api.db);
  await sql`create function postgres_is_gone() returns trigger language plpgsql
    as $$ begin raise exception 'shutting down' using errcode = '57P03'; end $$`.execute(api.db);
  const key = { 'idempotency-key': `gone-${number}` };
  let first: Awaited<ReturnType<typeof send>>;
  try {
    await breakUpdates('messages');
    await breakUpdates('idempotency_keys');
    first = await send(INVITATION, key);
  } finally {
    await sql`drop function postgres_is_gone() cascade`.execute(api.db);
  }
  expect({ status: first.status, said: first.body.status }).toEqual({
    status: 202,
    said: 'unknown',
  });

  api.clock.at += 61_000;
  await abandonCalls(api.db, api.clock.at);
  expect((await get(first.body.id)).status).toBe('unknown');
  expect((await send(INVITATION, key)).body.id).toBe(first.body.id);
  expect(asked).toHaveLength(1);
  await tell([['sent', 1_000]], { wamid: 'wamid.of-the-lost', callback: first.body.id });
  expect(await get(first.body.id)).toMatchObject({ status: 'sent', wamid: 'wamid.of-the-lost' });
});

test('while Meta is being asked, and where the call was cut off, a message says so', async () => {
  let during: { explanation: string; attempts: number } | null = null;
  answer = async () => {
    during = await get(String(asked.at(-1)?.['biz_opaque_callback_data']));
    return LOST;
  };
  await send();
  expect(during).toMatchObject({
    status: 'queued',
    explanation: expect.stringContaining('just being asked'),
  });

  answer = async () => {
    await sql`update messages set wamid = null`.execute(api.db);
    throw new Error('the process ends');
  };
  const id =
    (await send()).status === 500 ? String(asked.at(-1)?.['biz_opaque_callback_data']) : '';
  api.clock.at += 61_000;
  await abandonCalls(api.db, api.clock.at);
  const { body } = await api.call('GET', `/v1/messages/${id}/timeline`);
  expect(
    body.data.map(({ kind, detail }: { kind: string; detail: string }) => [kind, detail]),
  ).toEqual([
    ['created', null],
    ['send_unknown', 'our process ended during the call.'],
  ]);
});

test.each([
  ['no list of errors', {}, 'Meta gave no error code. Meta said nothing more.', null],
  ['an empty list', { errors: [] }, 'Meta gave no error code. Meta said nothing more.', null],
  ['no code', { errors: [{ title: 'Only words' }] }, 'Meta says: "Only words"', null],
  [
    'an object in place of the list',
    { errors: { code: 131026, title: 'Undeliverable' } },
    '',
    131026,
  ],
])('a failure with %s has its diagnosis everywhere', async (_, more, meaning, code) => {
  const { body } = await send();
  await tell([['failed', 1_783_090_000_000, more]], { wamid: body.wamid });
  const { diagnosis, error } = await get(body.id);
  expect(diagnosis).toMatchObject({ code, meaning: expect.stringContaining(meaning) });
  expect(error?.code ?? null).toBe(code);
  const { body: timeline } = await api.call('GET', `/v1/messages/${body.id}/timeline`);
  expect(timeline.data.find(({ kind }: { kind: string }) => kind === 'failed')).toMatchObject({
    detail: diagnosis.meaning,
    facts: { diagnosis },
  });
});

test('a user id that a status names is kept, and nothing is accepted before it was made', async () => {
  answer = () => LOST;
  const { body } = await send();
  const at = Math.floor(api.clock.at / 1_000) * 1_000 - 1_000;
  const more = { recipient_id: '972504370045', recipient_user_id: 'IL.88' };
  await tell([['sent', at, more]], { wamid: `wamid.named.${number}`, callback: body.id });
  const message = await get(body.id);
  expect(message).toMatchObject({ wa_id: '972504370045', user_id: 'IL.88' });
  expect(message.accepted_at).toBe(message.created_at);
});

test('what could be sent may be sent under the same key: a look takes none', async () => {
  const key = { 'idempotency-key': `look-${number}` };
  const look = await send({ ...INVITATION, validate_only: true }, key);
  expect([look.status, asked.length]).toEqual([200, 0]);

  const { status, headers } = await send(INVITATION, key);

  expect([status, headers.get('idempotent-replayed')]).toEqual([201, null]);
});

test('lists are narrowed by context, recipient and status, and paged', async () => {
  const ids = [];
  for (const event_id of ['1', '2', '2']) {
    ids.unshift(
      (await send({ ...INVITATION, context: { event_id, vip: true, table: 5 } })).body.id,
    );
    api.clock.at += 1;
  }
  const list = async (query: string) =>
    (await api.call('GET', `/v1/messages?number_id=${number}&${query}`)).body;
  const found = async (query: string) =>
    (await list(query)).data.map(({ id }: { id: string }) => id);
  expect(await found('context[event_id]=2')).toEqual(ids.slice(0, 2));
  expect(await found('context[event_id]=2&context[table]=5&context[vip]=true')).toEqual(
    ids.slice(0, 2),
  );
  expect(await found('context[table]=6')).toEqual([]);
  expect(await found('context[event_id]=2,1&context[table]=5,6')).toEqual(ids);
  expect(await found('recipient=972504370045&status=accepted,sent')).toEqual(ids);
  expect(await found('recipient=%2B972504370045&status=read')).toEqual([]);
  const first = await list('limit=2');
  expect(first).toMatchObject({ has_more: true });
  expect(await found(`limit=2&after=${first.next}`)).toEqual(ids.slice(2));
  expect((await list('surprise=1')).code).toBe('invalid_request');
});

test('another account sees nothing and sends nothing', async () => {
  const { body } = await send();
  const key = await api.addKey(await api.addAccount(), ['read', 'send']);
  const asOther = async (method: string, path: string, json?: unknown) =>
    (await api.call(method, path, { key, ...(json === undefined ? {} : { json }) })).status;
  expect(await asOther('GET', `/v1/messages/${body.id}`)).toBe(404);
  expect(await asOther('GET', `/v1/messages/${body.wamid}/timeline`)).toBe(404);
  expect(await asOther('POST', `/v1/messages/${body.id}/send-again`, {})).toBe(404);
  expect(await asOther('POST', `/v1/numbers/${number}/messages`, INVITATION)).toBe(404);
  expect((await api.call('GET', '/v1/messages', { key })).body.data).toEqual([]);
  const reader = await api.addKey('1', ['read']);
  expect(
    (await api.call('POST', `/v1/numbers/${number}/messages`, { key: reader, json: INVITATION }))
      .status,
  ).toBe(403);
});

test('the delivery report counts, rates and times', async () => {
  const t0 = api.clock.at;
  const wamidOf = async () => (await send()).body.wamid as string;
  for (const [index, gap] of [10, 20, 30].entries()) {
    const wamid = await wamidOf();
    await tell(
      [
        ['sent', t0],
        ['delivered', t0 + gap * 1_000],
        ...(index === 0 ? ([['read', t0 + 60_000]] as const) : []),
      ],
      { wamid },
    );
  }
  await tell([['failed', t0, { errors: [{ code: 131026 }] }]], { wamid: await wamidOf() });
  answer = () => refuse(132000);
  await send();
  api.clock.at += 1;
  const { status, body } = await api.call('GET', `/v1/numbers/${number}/delivery-report`);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      total: 5,
      by_status: { read: 1, delivered: 2, failed: 2 },
      by_code: [
        { code: 131026, count: 1, diagnosis: { code: 131026 } },
        { code: 132000, count: 1 },
      ],
      delivered_rate: 3 / 4,
      read_rate: 1 / 3,
      times: {
        sent_to_delivered: { median_s: 20, p95_s: 29 },
        delivered_to_read: { median_s: 50 },
      },
      worst_templates: [
        {
          name: 'hina_invitation',
          language: 'he',
          total: 5,
          delivered: 3,
          failed: 2,
          delivered_rate: 0.6,
        },
      ],
    },
  });
});

test('a delivery report of nothing is empty, whatever the time zone; one that ends before it begins is refused', async () => {
  const report = (after: string, before: string) =>
    api.call(
      'GET',
      `/v1/numbers/${number}/delivery-report?created_after=${encodeURIComponent(after)}&created_before=${encodeURIComponent(before)}`,
    );
  await send();
  const [empty, day] = [
    await report('2026-11-01T13:00:00+02:00', '2026-11-01T14:00:00+02:00'),
    await report('2026-11-01T00:00:00-05:00', '2026-12-31T00:00:00Z'),
  ];
  expect(empty).toMatchObject({
    status: 200,
    body: {
      created_after: '2026-11-01T11:00:00.000Z',
      total: 0,
      by_status: {},
      delivered_rate: null,
      times: { sent_to_delivered: { median_s: null, p95_s: null } },
      worst_templates: [],
    },
  });
  // Two o'clock in Jerusalem is before noon in London.
  const backwards = await report('2026-11-01T12:30:00Z', '2026-11-01T14:00:00+02:00');
  expect(backwards).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
  expect(day.body).toMatchObject({ total: 1, delivered_rate: 0, read_rate: null, by_code: [] });
});

test('a message that stays sent longer than its kind usually takes is flagged', async () => {
  const { body } = await send();
  await tell([['sent', api.clock.at]], { wamid: body.wamid });
  expect((await get(body.id)).late).toBeNull();
  api.clock.at += 2 * HOUR;
  expect((await get(body.id)).late).toMatchObject({ after_s: expect.any(Number) });
});

test('who listens hears of what waits, what was refused and what a status said', async () => {
  const heard: string[] = [];
  const listener = startListener(api.databaseUrl, () => {});
  try {
    const names = new Map<string | null, string>();
    const isOn = new Promise<void>((resolve) => listener.on('sends', (id) => id ?? resolve()));
    for (const channel of ['sends', 'messages', 'events'] as const)
      listener.on(channel, (id) => void heard.push(`${channel} ${names.get(id) ?? id}`));
    await isOn;
    const { id } = await api.db
      .selectFrom('numbers')
      .select('id')
      .where('phone_number_id', '=', number)
      .executeTakeFirstOrThrow();
    names.set(id, 'of the number');
    const hears = async (wanted: readonly string[]) => {
      await waitUntil(() => wanted.every((one) => heard.includes(one)), {
        timeoutMs: 5_000,
        describe: wanted.join(),
      });
      heard.length = 0;
    };

    answer = () => refuse(131056);
    const { body } = await send(text({ force: true }));
    await hears([`sends ${body.id}`, 'messages of the number']);
    const { body: behind } = await send(text({ force: true }));
    await hears([`sends ${behind.id}`]);
    for (const status of ['sent', 'delivered']) {
      await tell([[status, 1_000]], { wamid: `wamid.heard.${number}`, callback: body.id });
      await hears(['events ', 'messages of the number']);
    }
  } finally {
    await listener.close();
  }
});

test('a status of a message that waits ends its waiting, and that of those behind it', async () => {
  answer = () => refuse(131056);
  const { body } = await send(text({ force: true }));
  answer = () => accept();
  api.clock.at += 1;
  const { body: behind } = await send(text({ force: true }));
  await tell([['sent', api.clock.at]], { wamid: `wamid.late.${number}`, callback: body.id });

  expect(await get(body.id)).toMatchObject({ status: 'sent', next_attempt_at: null });
  const due = await dueSends(api.db, api.clock.at, 1_000);
  expect(due.map(({ id }) => id)).toContain(behind.id);
});

test('a status with our id and another wamid than the message has changes nothing', async () => {
  const { body } = await send();
  await tell([['failed', 1_000]], { wamid: `wamid.of-nobody.${number}`, callback: body.id });
  expect(await get(body.id)).toMatchObject({ status: 'accepted', wamid: body.wamid });
});

test('a code that is none of Meta’s spoils no status', async () => {
  for (const code of ['131026', 'no number', 99_999_999_999, null]) {
    const { body } = await send();
    await tell([['failed', 1_000, { errors: [{ code, title: 'Odd' }] }]], { wamid: body.wamid });
    const error = { code: code === '131026' ? 131026 : null, title: 'Odd' };
    expect(await get(body.id)).toMatchObject({ status: 'failed', error });
  }
});

test('a message to a group is not named after it', async () => {
  answer = () => LOST;
  const { body } = await send();
  const names = { recipient_type: 'group', recipient_id: 'a-group' };
  await tell([['sent', 1_000, names]], { wamid: `wamid.group.${number}`, callback: body.id });
  expect(await get(body.id)).toMatchObject({ status: 'sent', wa_id: null });
});

test('bursts beyond the pace of a pair are queued for the worker, not refused', async () => {
  await api.setNumber(number, { node: { throughputLevel: 'HIGH' } });
  const answers = [];
  for (let nth = 0; nth < 47; nth++) answers.push(await send(text({ force: true })));
  expect(answers.slice(0, 45).every(({ status }) => status === 201)).toBe(true);
  expect(answers.slice(45)).toMatchObject([
    { status: 202, body: { status: 'queued', next_attempt_at: expect.any(String) } },
    { status: 202, body: { status: 'queued' } },
  ]);
  expect(asked).toHaveLength(45);
  for (const { body } of answers.slice(45))
    expect(Date.parse(body.next_attempt_at)).toBe(api.clock.at + 6_000);
});

test('a number in coexistence sends 20 a second: what has no place soon is left to the worker', async () => {
  await api.setNumber(number, { mode: 'coexistence', node: { throughputLevel: 'HIGH' } });
  const times: number[] = [];
  answer = () => {
    times.push(performance.now());
    return accept();
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, nth) =>
      send(text({ force: true, to: `+9725050${20_000 + nth}` })),
    ),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(45);
  expect(answers.filter(({ body }) => body.status === 'queued')).toHaveLength(5);
  // Five at once, then one every 50 ms.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1_500);
});

test('of a burst to one person one message at a time gets a run, in the order of their making, and nobody else waits for it', async () => {
  await api.setNumber(number, { node: { throughputLevel: 'HIGH' } });
  const toOne = [];
  for (let nth = 0; nth < 48; nth++) {
    toOne.push((await send(text({ force: true }))).body.id);
    api.clock.at += 1;
  }
  answer = () => refuse(130429);
  const other = (await send(text({ force: true, to: '+972504370046' }))).body.id;
  const own = new Set([...toOne, other]);
  const due = async () =>
    (await dueSends(api.db, api.clock.at, 1_000)).map(({ id }) => id).filter((id) => own.has(id));

  expect(new Set(await due())).toEqual(new Set([toOne[45], other]));
  await noteHandedOver(api.db, toOne[45], api.clock.at);
  await noteHandedOver(api.db, other, api.clock.at);
  expect(await due()).toEqual([]);

  await api.db
    .updateTable('messages')
    .set({ status: 'accepted', next_attempt_at: null })
    .where('id', '=', toOne[45])
    .execute();
  expect(await due()).toEqual([toOne[46]]);
  // A run that was lost is given another.
  api.clock.at += HOUR;
  expect(await due()).toContain(other);
});

test('a message does not overtake those that wait for its person, whichever server is asked', async () => {
  answer = () => refuse(131000);
  const waiting = (await send(text({ force: true }))).body;
  answer = () => accept();
  asked = [];
  api.clock.at += 1;

  const next = await send(text({ force: true }));
  const other = await send(text({ force: true, to: '+972504370046' }));

  expect([waiting.status, next.status, next.body.status]).toEqual(['retrying', 202, 'queued']);
  expect([other.status, asked.length]).toEqual([201, 1]);
  const due = async () => (await dueSends(api.db, api.clock.at, 1_000)).map(({ id }) => id);
  expect(await due()).not.toContain(next.body.id);
  await api.db
    .updateTable('messages')
    .set({ status: 'accepted', next_attempt_at: null })
    .where('id', '=', waiting.id)
    .execute();
  expect(await due()).toContain(next.body.id);
  expect((await send(text({ force: true, to: '+972504370047' }))).status).toBe(201);
});

test('a message that waits is taken for one call, by one process', async () => {
  answer = () => refuse(131056);
  const { id } = (await send(text({ force: true }))).body;
  const take = async () => (await takeForSending(api.db, id, api.clock.at))?.id;
  const taken = await Promise.all([take(), take(), take()]);
  expect(taken.filter((one) => one !== undefined)).toEqual([id]);
  const end = (set: Record<string, unknown>) =>
    api.db
      .updateTable('messages')
      .set({ calling_since: null, ...set })
      .where('id', '=', id)
      .execute();
  await abandonCalls(api.db, api.clock.at + 61_000);
  expect(await get(id)).toMatchObject({ status: 'unknown', next_attempt_at: null });
  await end({ next_attempt_at: new Date(api.clock.at) });
  expect(await take()).toBeUndefined();
  await end({ status: 'retrying', next_attempt_at: null });
  expect(await take()).toBeUndefined();
});

test('a run that sleeps is not lost, and keeps nobody of another number waiting', async () => {
  answer = () => refuse(131056);
  const { id } = (await send(text({ force: true }))).body;
  await noteHandedOver(api.db, id, api.clock.at);
  await api.db
    .updateTable('messages')
    .set({ next_attempt_at: new Date(api.clock.at + 2 * HOUR) })
    .where('id', '=', id)
    .execute();
  number = await api.addNumber();
  await api.setNumber(number, { stage: 'live', reason: 'live' });
  const other = (await send(text({ force: true }))).body.id;

  api.clock.at += HOUR;
  const due = async () => (await dueSends(api.db, api.clock.at, 1_000)).map((one) => one.id);
  expect(await due()).toContain(other);
  expect(await due()).not.toContain(id);
  api.clock.at += HOUR + 16 * 60_000;
  expect(await due()).toContain(id);
});

test('runs that sleep take nothing from the others of their number', async () => {
  await api.setNumber(number, { node: { throughputLevel: 'HIGH' } });
  const asleep = new Date(api.clock.at + HOUR);
  const ids: string[] = [];
  answer = () => refuse(131000);
  for (let nth = 0; nth < 101; nth++)
    ids.push((await send(text({ force: true, to: `+9725050${10_000 + nth}` }))).body.id);
  const isDue = async (id: string) =>
    (await dueSends(api.db, api.clock.at, 1_000)).some((due) => due.id === id);
  const [last = '', ...first] = ids.toReversed();
  const handOver = (at: Date) =>
    api.db
      .updateTable('messages')
      .set({ handed_over_at: new Date(api.clock.at), next_attempt_at: at })
      .where('id', 'in', first)
      .execute();

  await handOver(new Date(api.clock.at));
  expect(await isDue(last)).toBe(false);
  await handOver(asleep);
  expect(await isDue(last)).toBe(true);
});

test('a template is filled and checked in its own language', async () => {
  const components = JSON.stringify([{ type: 'BODY', text: '{{name}}' }]);
  await sql`
    insert into templates (account_id, waba_id, name, language, status, category, parameter_format,
      components, changed_at, synced_at)
    select account_id, waba_id, name, 'ar', status, category, 'NAMED', ${components}, changed_at, synced_at
    from templates where waba_id = ${wabaId}`.execute(api.db);
  // The other one is read first.
  await api.db
    .updateTable('templates')
    .set({ synced_at: new Date(api.clock.at + 1) })
    .where('waba_id', '=', wabaId)
    .where('language', '=', 'he')
    .execute();
  expect((await send()).status).toBe(201);
});

test('a link of a raw template must be https, also where the templates were never read', async () => {
  await api.db.deleteFrom('templates').where('waba_id', '=', wabaId).execute();
  const image = { type: 'image', image: { link: 'http://cdn.example/hina.png' } };
  const components = [{ type: 'header', parameters: [image] }];
  const template = { name: 'hina_invitation', language: { code: 'he' }, components };
  const { status, body } = await send({ to: '+972504370045', template });
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'parameters_mismatch' });
  expect(body.errors[0].pointer).toBe('/template');
  expect(asked).toEqual([]);
});

test('a WABA whose templates were read and that has none is told before Meta is called; an unread one is Meta’s to judge', async () => {
  await api.db.deleteFrom('templates').where('waba_id', '=', wabaId).execute();
  expect((await send()).status).toBe(201);
  await api.db
    .updateTable('wabas')
    .set({ templates_synced_at: new Date(api.clock.at) })
    .where('waba_id', '=', wabaId)
    .execute();
  expect(await send()).toMatchObject({ status: 422, body: { code: 'template_unusable' } });
  expect(asked).toHaveLength(1);
  // It may be new at Meta: whoever tries again later is told what is so then.
  expect(
    await api.db
      .selectFrom('template_syncs')
      .select('reason')
      .where('waba_id', '=', wabaId)
      .execute(),
  ).toEqual([{ reason: 'template_unusable' }]);
});
