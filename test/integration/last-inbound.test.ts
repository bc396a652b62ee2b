import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/store/database.js';
import { lastInboundAt } from '../../src/store/last-inbound.js';
import { storeInboundMessages } from '../../src/store/inbound-messages.js';
import type { MessageRow, NumberRow } from '../../src/store/tables.js';
import { readMessages } from '../../src/webhooks/drain/read-messages.js';
import { addConnectedNumber, testVault } from '../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { addStoredMessage } from '../support/stored-message.js';

/** Under which names a person is known who wrote: the service window depends on it. */
let database: TestDatabase;
let db: Database;
let number: NumberRow;
let ids = 0;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const SECOND = 1_000;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  number = await addNumber();
});

const addNumber = (): Promise<NumberRow> => {
  const phoneNumberId = `10654035229${String((ids += 1)).padStart(4, '0')}`;
  return addConnectedNumber({ db, vault: testVault() }, { phoneNumberId });
};

/** What a person is named in a webhook. */
interface Names {
  readonly from?: string;
  readonly from_user_id?: string;
  readonly from_parent_user_id?: string;
}

/** A message comes in through the same reading as every webhook. */
async function hear(names: Names, at = NOW, type = 'text'): Promise<void> {
  const { phone_number_id: phoneNumberId } = number;
  const message = { id: `wamid.in.${(ids += 1)}`, timestamp: String(at / SECOND), type, ...names };
  const elements = readMessages(
    { metadata: { phone_number_id: phoneNumberId }, messages: [message] },
    at,
  );
  await storeInboundMessages(
    db,
    elements.flatMap((element) =>
      element.is === 'message'
        ? [{ ...element, numberId: number.id, receivedAt: new Date(at) }]
        : [],
    ),
  );
}

const send = (more: Partial<MessageRow>) => addStoredMessage(db, number, NOW, more);
const heard = (recipient: string) =>
  lastInboundAt(db, { phoneNumberId: number.phone_number_id, recipient });

const USER = 'US.13491208655302741918';
const PARENT = 'US.ENT.506847293015824';

test.each([
  ['the same digits', '+972504370045', { from: '972504370045' }],
  ['Mexico', '+525512345678', { from: '5215512345678' }],
  ['Brazil', '+5511987654321', { from: '551187654321' }],
  ['Argentina', '+5491123456789', { from: '541123456789' }],
  ['a user id alone', USER, { from_user_id: USER }],
  ['a user id beside digits', USER, { from: '12025550123', from_user_id: USER }],
  ['a parent id', PARENT, { from: '12025550123', from_user_id: USER, from_parent_user_id: PARENT }],
] as const)('%s: who wrote is known before anything was sent', async (_, recipient, names) => {
  await hear(names);
  expect(await heard(recipient)).toBe(NOW);
});

test('digits and user id that came together once are one person afterwards', async () => {
  await hear({ from: '12025550123', from_user_id: USER }, NOW - 60 * SECOND);
  await hear({ from_user_id: USER }, NOW - 30 * SECOND);
  expect(await heard('+12025550123')).toBe(NOW - 30 * SECOND);
  await hear({ from: '12025550123' });
  expect(await heard(USER)).toBe(NOW);
});

test('a send that was answered with a user id alone names the person', async () => {
  await send({ recipient: '+12025550123', wa_id: null, user_id: USER });
  await hear({ from_user_id: USER });
  expect(await heard('+12025550123')).toBe(NOW);
});

test('others, and what the system says of a person, open nothing', async () => {
  await hear({ from: '12025550124', from_user_id: 'US.2' });
  await hear({ from: '12025550123', from_user_id: USER }, NOW, 'system');
  expect(await heard('+12025550123')).toBeNull();
  expect(await heard(USER)).toBeNull();
  await hear({ from_user_id: USER, from_parent_user_id: PARENT }, NOW, 'system');
  expect(await heard(PARENT)).toBeNull();
});

test('what Meta called a person in an earlier answer, or of another number, opens nothing', async () => {
  const recipient = '+12025550123';
  await send({ recipient, wa_id: null, user_id: 'US.1' });
  await addStoredMessage(db, number, NOW + 1, { recipient, user_id: USER });
  const own = number;
  number = await addNumber();
  await addStoredMessage(db, number, NOW + 2, { recipient, user_id: 'US.2' });
  await hear({ from: '12025550123', from_user_id: 'US.3' }, NOW + SECOND);
  number = own;

  for (const from_user_id of ['US.1', 'US.2', 'US.3']) await hear({ from_user_id });
  expect(await heard(recipient)).toBeNull();
  await hear({ from_user_id: USER });
  expect(await heard(recipient)).toBe(NOW);
});

test('a parent id that came once with the digits names the person', async () => {
  await hear(
    { from: '12025550123', from_user_id: USER, from_parent_user_id: PARENT },
    NOW - 60 * SECOND,
  );
  await hear({ from_user_id: 'US.4', from_parent_user_id: PARENT });
  expect(await heard('+12025550123')).toBe(NOW);
});

test('a user id is looked up in its index', async () => {
  const { rows } = await db.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    return sql<{ 'QUERY PLAN': string }>`
      explain select max(occurred_at) from inbound_messages
      where phone_number_id = '1' and payload ->> 'from_user_id' = 'US.1' and type <> 'system'`.execute(
      tx,
    );
  });
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('inbound_messages_of_user');
});
