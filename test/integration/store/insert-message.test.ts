import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { insertMessage, type NewMessage } from '../../../src/store/insert-message.js';
import { uuidV7 } from '../../../src/store/uuid-v7.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** Messages of the same moment share a statement; what becomes of one is no other's. */
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const NUMBER = '019a0000-0000-7000-8000-000000000001';
const message = (more: Partial<NewMessage> = {}): NewMessage => ({
  id: uuidV7(1_783_090_000_000),
  account_id: '1',
  number_id: NUMBER,
  phone_number_id: '106540352242922',
  waba_id: '1',
  type: 'text',
  template_key: null,
  template_name: null,
  template_language: null,
  recipient: '+972504370045',
  recipient_input: '0504370045',
  recipient_country: 'IL',
  request: { text: { body: 'a "quoted" \\ {line}, שלום\n' } },
  context: { event: '42', 'a,"b"': [null, 7] },
  idempotency_key: null,
  again_of: null,
  actor: 'test',
  request_id: null,
  calling_since: new Date(1_783_090_000_001),
  next_attempt_at: null,
  created_at: new Date(1_783_090_000_000),
  ...more,
});
const insertAll = (messages: readonly NewMessage[], on: Database = db) =>
  Promise.allSettled(messages.map((one) => insertMessage(on, one)));
const stored = (ids: readonly string[]) =>
  db
    .selectFrom('messages')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();

test('what comes back of each is what is stored', async () => {
  const messages = Array.from({ length: 20 }, (_, nth) =>
    message({ recipient: `+97250437${1_000 + nth}`, request_id: nth % 2 === 0 ? null : 'NULL' }),
  );
  const settled = await insertAll(messages);
  const rows = settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
  const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
  expect(rows.toSorted(byId)).toEqual(await stored(messages.map(({ id }) => id)));
});

test.each([
  ['with one key', (nth: number) => ({ idempotency_key: `key-${nth}` })],
  ['in place of one message', (nth: number) => ({ again_of: uuidV7(nth) })],
])(
  'of many %s one is written, also by servers that write them in another order',
  async (_, same) => {
    const other = openDatabase(database.url);
    for (let round = 0; round < 8; round++) {
      const firsts = Array.from({ length: 100 }, (__, nth) => ({
        ...same(100 * round + nth),
        recipient: `+97250437${1_000 + nth}`,
      }));
      const sender = (order: readonly Partial<NewMessage>[]) => order.map((one) => message(one));
      const [ours, theirs] = await Promise.all([
        insertAll([...sender(firsts), ...sender(firsts)]),
        insertAll(sender(firsts.toReversed()), other),
      ]);
      const all = [...ours, ...theirs];
      expect(all.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(all.filter((one) => one.status === 'fulfilled' && one.value !== null)).toHaveLength(
        100,
      );
    }
    await other.destroy();
  },
);

test('each is told of its own: what is new among what was there', async () => {
  const of = (...keys: string[]) => keys.map((key) => message({ idempotency_key: key }));
  await insertAll(of('a', 'c'));
  const given = of('first', 'a', 'b', 'c');
  const settled = await insertAll(given);
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value?.id : one.reason))).toEqual([
    given[0]?.id,
    undefined,
    given[2]?.id,
    undefined,
  ]);
});

test('one that cannot be stored fails alone', async () => {
  const good = Array.from({ length: 8 }, (_, nth) => message({ recipient: `+97250438${nth}` }));
  const settled = await insertAll([...good, message({ recipient_input: 'a\u0000b' })]);
  expect(settled.map(({ status }) => status)).toEqual([...good.map(() => 'fulfilled'), 'rejected']);
  expect(await stored(good.map(({ id }) => id))).toHaveLength(8);
});
