import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { drainBatch } from '../../../src/webhooks/drain/drain-batch.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope, fatesOf, messagesValue } from '../../support/drain.js';

/** The drain: every element of every delivery has one effect, whatever the order, the company and the repetition. */
let database: TestDatabase;
let db: Database;
let number: NumberRow;
const ID = '106540352242922';

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  number = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: ID });
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

let sequence = 0;
const wamid = () => `wamid.test${String(++sequence).padStart(6, '0')}`;
const status = (id: string, status = 'sent', timestamp = '1783090000') => ({
  id,
  status,
  timestamp,
  recipient_id: '972501234567',
});
const ofStatuses = (statuses: unknown[], phoneNumberId = ID) =>
  envelope(TEST_WABA, 'messages', messagesValue(phoneNumberId, { statuses }));

const statusesOf = (id: string) =>
  db.selectFrom('message_statuses').selectAll().where('wamid', '=', id).orderBy('status').execute();

test('a status is kept with everything Meta said, and noted on the number', async () => {
  const id = wamid();
  const sent = {
    ...status(id, 'failed'),
    biz_opaque_callback_data: 'guest-7',
    errors: [{ code: 131026, title: 'Message undeliverable' }],
    pricing: { billable: true, category: 'utility' },
    conversation: { id: 'c1' },
    surprise: '☎ \u0000',
  };
  const [delivery] = await deliver(db, [ofStatuses([sent])]);

  await drainAll(db);

  const [row] = await statusesOf(id);
  expect(row).toMatchObject({
    status: 'failed',
    recipient: '972501234567',
    phone_number_id: ID,
    number_id: number.id,
    at: new Date(1783090000_000),
    errors: sent.errors,
    pricing: sent.pricing,
    conversation: sent.conversation,
    raw: { ...sent, surprise: '☎ \uFFFD' },
  });
  expect((await fatesOf(db, delivery ?? '')).elements).toEqual([
    {
      kind: 'status',
      key: `${id}/failed/972501234567`,
      fate: 'stored',
      number_id: ID,
      account_id: number.account_id,
    },
  ]);
  const { last_webhook_at: seenAt } = await db
    .selectFrom('numbers')
    .select('last_webhook_at')
    .where('id', '=', number.id)
    .executeTakeFirstOrThrow();
  expect(seenAt).not.toBeNull();
});

test('a batch of 1,000 elements, and a status of a number that nobody owns', async () => {
  const ids = Array.from({ length: 1_000 }, wamid);
  const stranger = wamid();
  const [big, strange] = await deliver(db, [
    ofStatuses(ids.map((id) => status(id))),
    ofStatuses([status(stranger)], '999999999999999'),
  ]);

  await drainAll(db);

  const { elements } = await fatesOf(db, big ?? '');
  expect(elements).toHaveLength(1_000);
  expect(new Set(elements.map(({ fate }) => fate))).toEqual(new Set(['stored']));
  expect((await fatesOf(db, strange ?? '')).elements[0]?.fate).toBe('no_such_number');
  expect(await statusesOf(stranger)).toMatchObject([{ number_id: null }]);
});

test('duplicates, in one delivery and in another, have one effect', async () => {
  const id = wamid();
  const [first, second] = await deliver(db, [
    ofStatuses([status(id), status(id), status(id, 'read')]),
    ofStatuses([status(id)]),
  ]);

  await drainAll(db);

  const fates = async (delivery = '') =>
    (await fatesOf(db, delivery)).elements.map(({ fate }) => fate);
  expect(await fates(first)).toEqual(['stored', 'duplicate', 'stored']);
  expect(await fates(second)).toEqual(['duplicate']);
  expect(await statusesOf(id)).toHaveLength(2);
});

test('what is broken, foreign or unknown says so, and its neighbours count', async () => {
  const id = wamid();
  const ids = await deliver(db, [
    'not json',
    '[]',
    { object: 'page', entry: [] },
    '['.repeat(200_000),
    ofStatuses([{ id: 7, status: 'sent' }, status(id)]),
    envelope(TEST_WABA, 'messages', { statuses: [status(wamid())] }),
    envelope(TEST_WABA, 'a_new_field', { metadata: { phone_number_id: ID } }),
    envelope(TEST_WABA, 'history', {}),
    { object: 'whatsapp_business_account', entry: [7, { id: TEST_WABA, changes: [null] }] },
  ]);

  await drainAll(db);

  const outcomes = await Promise.all(ids.map((delivery) => fatesOf(db, delivery)));
  expect(outcomes.map(({ error }) => error !== null)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(outcomes.map(({ elements }) => elements.map(({ fate }) => fate))).toEqual([
    [],
    [],
    [],
    [],
    ['error', 'stored'],
    ['error'],
    ['unknown_kind'],
    ['passed_over'],
    ['error', 'error'],
  ]);
  expect(outcomes[4]?.elements[0]).toMatchObject({
    kind: 'status',
    error: 'timestamp: invalid_union',
  });
  expect(await statusesOf(id)).toHaveLength(1);
});

test('a poisoned payload is marked with its error and holds up none of its company', async () => {
  // What our schemas let through and Postgres refuses all the same.
  const poison = wamid();
  await sql`alter table message_statuses add constraint no_poison check (wamid <> ${sql.lit(poison)})`.execute(
    db,
  );
  const good = Array.from({ length: 20 }, wamid);
  const ids = await deliver(db, [
    ...good.slice(0, 10).map((id) => ofStatuses([status(id)])),
    ofStatuses([status(poison)]),
    ...good.slice(10).map((id) => ofStatuses([status(id)])),
  ]);

  await drainAll(db);

  const outcomes = await Promise.all(ids.map((delivery) => fatesOf(db, delivery)));
  expect(outcomes.filter(({ error }) => error !== null)).toHaveLength(1);
  expect(outcomes[10]?.error).toMatch(/no_poison/);
  for (const id of good) expect(await statusesOf(id)).toHaveLength(1);
});

test('a delivery of more messages than one statement has parameters for', async () => {
  const message = (n: number) => ({
    id: `wamid.many${n}`,
    type: 'text',
    timestamp: '1',
    from: '1',
  });
  const messages = Array.from({ length: 9_500 }, (_, n) => message(n));
  const [delivery] = await deliver(db, [
    envelope(TEST_WABA, 'messages', messagesValue(ID, { messages })),
  ]);

  await drainAll(db);

  const { error, elements } = await fatesOf(db, delivery ?? '');
  expect(error).toBeNull();
  expect(elements.filter(({ fate }) => fate === 'stored')).toHaveLength(9_500);
  const told = await db
    .deleteFrom('events')
    .where('type', '=', 'message.received')
    .executeTakeFirst();
  expect(told.numDeletedRows).toBe(9_500n);
  await db.deleteFrom('inbound_messages').execute();
});

test('before the migrations of a new release nothing is marked: it waits for them', async () => {
  const id = wamid();
  const [delivery] = await deliver(db, [ofStatuses([status(id)])]);
  await sql`alter table message_statuses rename column number_id to not_there_yet`.execute(db);

  const claim = { after: '0', limit: 10, maxBytes: 1_000_000 };
  await expect(drainBatch(db, claim, Date.now)).rejects.toThrow(/number_id/);

  await sql`alter table message_statuses rename column not_there_yet to number_id`.execute(db);
  await drainAll(db);
  expect(await fatesOf(db, delivery ?? '')).toMatchObject({
    error: null,
    elements: [{ fate: 'stored' }],
  });
});

test('several drains at once process each delivery once', async () => {
  const ids = Array.from({ length: 600 }, wamid);
  const message = {
    from: '972501234567',
    id: wamid(),
    timestamp: '1783090000',
    type: 'text',
    text: { body: 'Hi' },
  };
  const inbound = envelope(
    TEST_WABA,
    'messages',
    messagesValue(ID, {
      contacts: [{ wa_id: '972501234567', profile: { name: 'Dana' } }],
      messages: [message],
    }),
  );
  const deliveries = await deliver(db, [
    ...ids.map((id) => ofStatuses([status(id)])),
    ...Array.from({ length: 5 }, () => inbound),
  ]);

  await drainAll(db, { copies: 3 });

  const outcomes = await Promise.all(deliveries.map((delivery) => fatesOf(db, delivery)));
  const stored = outcomes.flatMap(({ elements }) =>
    elements.filter(({ fate }) => fate === 'stored'),
  );
  expect(stored).toHaveLength(601);
  expect(await db.selectFrom('inbound_messages').selectAll().execute()).toMatchObject([
    {
      wamid: message.id,
      number_id: number.id,
      sender: '972501234567',
      payload: message,
      contact: { wa_id: '972501234567' },
    },
  ]);
  const events = await db
    .selectFrom('events')
    .selectAll()
    .where('type', '=', 'message.received')
    .execute();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    number_id: number.id,
    data: {
      number: { id: ID },
      message: {
        wamid: message.id,
        from: '972501234567',
        type: 'text',
        payload: message,
        contact: { wa_id: '972501234567' },
      },
    },
    cause: { kind: 'meta_webhook' },
  });
  expect(
    await db.selectFrom('wakeups').selectAll().where('reason', '!=', 'added').execute(),
  ).toEqual([]);
});

test('what was processed is processed once more when it waits again, without a second effect', async () => {
  const id = wamid();
  const [delivery = ''] = await deliver(db, [ofStatuses([status(id)])]);
  await drainAll(db);

  await db
    .updateTable('webhook_deliveries')
    .set({ processed_at: null })
    .where('id', '=', delivery)
    .execute();
  await drainAll(db);

  expect((await fatesOf(db, delivery)).elements[0]?.fate).toBe('duplicate');
  expect(await statusesOf(id)).toHaveLength(1);
});

test('a message that came before its number was ours is told of when it is replayed, once', async () => {
  const phoneNumberId = '106540352242930';
  const id = wamid();
  const message = { id, type: 'text', timestamp: '1783090000', from: '1' };
  const [delivery = ''] = await deliver(db, [
    envelope(TEST_WABA, 'messages', messagesValue(phoneNumberId, { messages: [message] })),
  ]);
  await drainAll(db);
  expect((await fatesOf(db, delivery)).elements[0]?.fate).toBe('no_such_number');
  const { id: numberId } = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId });

  const fates: (string | undefined)[] = [];
  for (const _ of [1, 2]) {
    await db
      .updateTable('webhook_deliveries')
      .set({ processed_at: null })
      .where('id', '=', delivery)
      .execute();
    await drainAll(db);
    fates.push((await fatesOf(db, delivery)).elements[0]?.fate);
  }

  expect(fates).toEqual(['stored', 'duplicate']);
  const told = db.selectFrom('events').select('type').where('number_id', '=', numberId);
  expect(await told.where('type', '=', 'message.received').execute()).toHaveLength(1);
});

test('a message whose number was released meanwhile still gets its status', async () => {
  const phoneNumberId = '106540352242931';
  const sender = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId });
  const id = wamid();
  const { id: messageId } = await db
    .insertInto('messages')
    .values({
      id: randomUUID(),
      account_id: sender.account_id,
      number_id: sender.id,
      phone_number_id: phoneNumberId,
      waba_id: sender.waba_id,
      type: 'text',
      recipient: '+972501234567',
      recipient_input: '972501234567',
      request: '{}',
      context: '{}',
      actor: 'test',
      status: 'accepted',
      wamid: id,
      created_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('numbers')
    .set({ released_at: new Date() })
    .where('id', '=', sender.id)
    .execute();

  await deliver(db, [ofStatuses([status(id, 'delivered')], phoneNumberId)]);
  await drainAll(db);

  const row = db.selectFrom('messages').select('status').where('id', '=', messageId);
  expect(await row.executeTakeFirstOrThrow()).toEqual({ status: 'delivered' });
});
