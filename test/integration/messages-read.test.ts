import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { searchFor } from '../../src/messaging/recipient-search.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { deliveryReport, kindOf, usualTimes } from '../../src/store/delivery-report.js';
import { messagesByDay } from '../../src/store/messages-by-day.js';
import { listMessages, type MessageFilter } from '../../src/store/messages.js';
import type { MessageRow, NumberRow } from '../../src/store/tables.js';
import { uuidV7 } from '../../src/store/uuid-v7.js';
import { addConnectedNumber, testVault } from '../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { addStoredMessage } from '../support/stored-message.js';

/** Lists and reports of messages: what they find, and that they look at nothing else. */
let database: TestDatabase;
let db: Database;
let number: NumberRow;
let ids = 0;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  number = await addNumber(`10654035227${String((ids += 1)).padStart(4, '0')}`);
});

const addNumber = (phoneNumberId: string) =>
  addConnectedNumber({ db, vault: testVault() }, { phoneNumberId });

const addMessage = (made: number, more?: Partial<MessageRow>) =>
  addStoredMessage(db, number, made, more);

const accepted = (at: number, more: Partial<MessageRow> = {}): Partial<MessageRow> => ({
  status: 'accepted',
  accepted_at: new Date(at),
  ...more,
});
const report = (of: NumberRow = number, days = 7) =>
  deliveryReport(db, of, { after: new Date(NOW - days * DAY), before: new Date(NOW), at: NOW });

test('a step that takes less than the second that Meta leaves out counts as none, not as nothing', async () => {
  const at = NOW - 2 * HOUR + 700;
  // Two in the same second as Meta's, one four seconds later.
  for (const gap of [-700, -700, 4_300])
    await addMessage(at, accepted(at, { sent_at: new Date(at + gap) }));

  expect((await report()).accepted_to_sent).toEqual({
    median_s: 0,
    p95_s: expect.closeTo(3.87, 2),
  });
});

test('what was read arrived, also where Meta did not say so', async () => {
  const at = NOW - HOUR;
  const [sent_at, read_at] = [new Date(at), new Date(at + 4_000)];
  await addMessage(at, accepted(at, { status: 'read', sent_at, read_at }));
  await addMessage(at, accepted(at, { status: 'sent', sent_at }));
  expect(await report()).toMatchObject({
    delivered: 1,
    read: 1,
    sent_to_delivered: { median_s: 4 },
    templates: [{ total: 2, delivered: 1, under_way: 1 }],
  });
});

test('the usual time is that of a template, a country and an account: nearly all take no longer', async () => {
  const sent_at = new Date(NOW - 2 * HOUR);
  const kinds: readonly (readonly [Partial<MessageRow>, seconds: number])[] = [
    [{ template_name: 'usual', recipient_country: 'IL' }, 1],
    [{ template_name: 'usual', recipient_country: 'FR' }, 10],
    [{ template_name: 'usual', recipient_country: null }, 100],
    [{ template_name: 'other', recipient_country: 'IL' }, 1_000],
    [{ template_name: 'usual', recipient_country: 'IL', account_id: '98' }, 10_000],
  ];
  for (const [kind, seconds] of kinds) {
    for (let nth = 0; nth <= 20; nth++) {
      const delivered_at = new Date(sent_at.getTime() + nth * seconds * 1_000);
      await addMessage(NOW - 2 * HOUR, { ...kind, status: 'delivered', sent_at, delivered_at });
    }
    // Meta's clock went backwards: it tells nothing.
    await addMessage(NOW - HOUR, { ...kind, sent_at, delivered_at: new Date(0) });
  }
  const late = kinds.map(([kind]) => ({ account_id: '1', ...kind, status: 'sent', sent_at }));

  const usual = await usualTimes(db, late as MessageRow[], NOW);

  expect(late.map((kind) => usual.get(kindOf(kind as MessageRow)))).toEqual(
    kinds.map(([, seconds]) => ({ p95Ms: 19 * seconds * 1_000, count: 21 })),
  );
});

test('a template is judged by what came to an end, or has had a day to', async () => {
  const [fresh, old] = [NOW - HOUR, NOW - 25 * HOUR];
  const delivered = (at: number) => accepted(at, { delivered_at: new Date(at + 1_000) });
  const failed = (at: number) => accepted(at, { failed_at: new Date(at + 1_000) });
  for (const at of [fresh, fresh, fresh, old]) await addMessage(at, accepted(at));
  await addMessage(fresh, delivered(fresh));
  await addMessage(fresh, { ...delivered(fresh), ...failed(fresh) });
  // All of it is under way: nothing is known, so it is not the worst.
  await addMessage(fresh, accepted(fresh, { template_name: 'new' }));
  await addMessage(old, { ...failed(old), template_name: 'bad' });
  await addMessage(old, { ...delivered(old), template_name: 'good' });

  const counts = (name: string, more: Record<string, number>) => ({
    name,
    language: 'he',
    delivered: 0,
    failed: 0,
    under_way: 0,
    ...more,
  });
  expect((await report()).templates).toEqual([
    counts('bad', { total: 1, failed: 1 }),
    counts('hina_invitation', { total: 6, delivered: 2, under_way: 3 }),
    counts('good', { total: 1, delivered: 1 }),
    counts('new', { total: 1, under_way: 1 }),
  ]);
});

test('a number that was added again keeps the messages of its earlier rows', async () => {
  const at = NOW - HOUR;
  await addMessage(at, accepted(at));
  await db
    .updateTable('numbers')
    .set({ released_at: new Date(at), stage: 'closed' })
    .where('id', '=', number.id)
    .execute();
  const first = number;
  number = await addNumber(first.phone_number_id);
  expect(number.id).not.toBe(first.id);
  await addMessage(at, accepted(at));

  expect(await report()).toMatchObject({ total: 2, by_status: { accepted: 2 } });
  expect(await messagesByDay(db, number, { days: 1, at: NOW })).toMatchObject([{ sent: 2 }]);
  expect((await report({ ...number, account_id: '99' })).total).toBe(0);
});

test('both ends of a time are outside of it, to the millisecond', async () => {
  const [first, middle] = [await addMessage(NOW), await addMessage(NOW + 1)];
  await addMessage(NOW + 2);
  const found = async (filter: Partial<MessageFilter>) => {
    const mine = { phoneNumberIds: [number.phone_number_id], context: {}, ...filter };
    const rows = await listMessages(db, null, mine, { after: null, limit: 10 });
    return rows.map(({ id }) => id);
  };
  const [from, to] = [new Date(NOW), new Date(NOW + 2)];
  expect(await found({ createdAfter: from, createdBefore: to })).toEqual([middle]);
  expect(await found({ createdBefore: to })).toEqual([middle, first]);
  // Of before 1970 no id can tell.
  const ever = { createdAfter: new Date('0001-01-01'), createdBefore: new Date('9999-12-31') };
  expect(await found(ever)).toHaveLength(3);
  expect(await found({ createdBefore: new Date('1969-12-31') })).toEqual([]);
});

/** How Postgres goes about what `run` asks for. */
async function planOf(run: (db: Database) => Promise<unknown>): Promise<string> {
  const asked: CompiledQuery[] = [];
  const dialect = new PostgresDialect({ pool: new pg.Pool({ connectionString: database.url }) });
  const watched: Database = new Kysely({ dialect, log: ({ query }) => void asked.push(query) });
  try {
    await run(watched);
    const plans = asked.map(async ({ sql: text, parameters }) => {
      const { rows } = await db.executeQuery<Record<string, string>>(
        CompiledQuery.raw(`explain ${text}`, [...parameters]),
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    return (await Promise.all(plans)).join('\n');
  } finally {
    await watched.destroy();
  }
}

test('none of it reads everything', async () => {
  const made = Array.from({ length: 20_000 }, (_, nth) => NOW - nth * 10 * MINUTE);
  await sql`
    insert into messages (id, account_id, number_id, phone_number_id, waba_id, type, recipient,
      recipient_input, request, actor, status, created_at)
    select id, 1, ${number.id}, ${number.phone_number_id}, '1', 'text', '+1202' || nth, '0' || nth,
      '{}', 'test', 'sent', ${new Date(NOW)}::timestamptz - nth * interval '10 minutes'
    from unnest(${made.map((at) => uuidV7(at))}::uuid[]) with ordinality as given (id, nth)`.execute(
    db,
  );
  await sql`analyze messages`.execute(db);
  const day = { createdAfter: new Date(NOW - 21 * DAY), createdBefore: new Date(NOW - 20 * DAY) };
  const list = (filter: Partial<MessageFilter>, account: string | null) => (on: Database) =>
    listMessages(on, account, { context: {}, ...filter }, { after: null, limit: 51 });
  const reads: readonly (readonly [string, (on: Database) => Promise<unknown>])[] = [
    [
      'report',
      (on) =>
        deliveryReport(on, number, { after: new Date(NOW - DAY), before: new Date(NOW), at: NOW }),
    ],
    ['days', (on) => messagesByDay(on, number, { days: 2, at: NOW })],
    ['list', list({ ...day, statuses: ['failed'] }, '1')],
    ['list of a number', list({ ...day, phoneNumberIds: [number.phone_number_id] }, '1')],
    ['list of one day of a WABA', list({ ...day, wabaIds: ['1'] }, '1')],
    ['list of the platform', list({ ...day, statuses: ['failed'] }, null)],
  ];
  for (const [name, read] of reads) {
    const plan = await planOf(read);
    expect(plan, name).toMatch(/Index Cond: .*id >= .*id < /);
    expect(plan, name).not.toMatch(/Seq Scan on messages/);
  }
  const searches = ['0815', '551187654321', '+120215'].map((text) => searchFor(text));
  for (const account of ['1', null]) {
    const plan = await planOf(list({ recipients: searches }, account));
    expect(plan).toMatch(/Bitmap Index Scan on messages_to_recipient/);
    expect(plan).toMatch(/Bitmap Index Scan on messages_recipient_input/);
    expect(plan).not.toMatch(/Seq Scan|messages_of_account|messages_pkey/);
  }
  await sql`delete from messages where number_id = ${number.id}`.execute(db);
});
