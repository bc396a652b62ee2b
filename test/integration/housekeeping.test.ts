import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { housekeep, type HousekeepingReport } from '../../src/activities/housekeep.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { createDeliveryPartitions, partitionName } from '../../src/store/delivery-partitions.js';
import { deleteOld, oldBefore, RETENTION } from '../../src/store/retention.js';
import { uuidV7 } from '../../src/store/uuid-v7.js';
import { addConnectedNumber, testVault } from '../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitUntil } from '../support/wait-until.js';

const DAY = 86_400_000;
const AT = Date.parse('2026-11-20T12:00:00Z');
const daysAgo = (days: number): Date => new Date(AT - days * DAY);
const midnight = (date: Date): number => Math.floor(date.getTime() / DAY) * DAY;

let database: TestDatabase;
let db: Database;
let numberId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { max: 4 });
  ({ id: numberId } = await addConnectedNumber(
    { db, vault: testVault(), at: AT },
    { phoneNumberId: '106540352270001' },
  ));
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(() => tidy());

const tidy = (retentionDays = 30): Promise<HousekeepingReport> =>
  housekeep(
    { db, settings: { appId: null, appToken: null, publicUrl: '', pace: 1, retentionDays } },
    AT,
    (what, error) => {
      throw new Error(what, { cause: error });
    },
  );

const partitions = async (table = 'webhook_deliveries'): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = ${table}::regclass order by 1`.execute(db);
  return rows.map(({ name }) => name);
};
/** Whom each delivery is about is kept by the same days. */
const expectSameDays = async (): Promise<void> =>
  expect(await partitions('webhook_subjects')).toEqual(
    (await partitions()).map((name) => name.replace('deliveries', 'subjects')),
  );

async function addDelivery(receivedAt: Date, processed: boolean): Promise<void> {
  await createDeliveryPartitions(db, [midnight(receivedAt)]);
  await sql`insert into webhook_deliveries (received_at, route, signed_by, body, processed_at)
    values (${receivedAt}, 'app', 1, '{}', ${processed ? receivedAt : null})`.execute(db);
}

test('there is a partition for yesterday, today and the three days to come', async () => {
  expect(await partitions()).toEqual(
    expect.arrayContaining(
      [1, 0, -1, -2, -3].map((days) => partitionName(midnight(daysAgo(days)))),
    ),
  );
});

test('days of webhooks go once they are over, but never one with a delivery that waits', async () => {
  const [old, waiting, young] = [daysAgo(40), daysAgo(35), daysAgo(30)];
  await addDelivery(old, true);
  await addDelivery(waiting, true);
  await addDelivery(waiting, false);
  await addDelivery(young, true);

  const report = await tidy();

  expect(report).toMatchObject({
    droppedDays: [partitionName(midnight(old))],
    keptDays: [partitionName(midnight(waiting))],
    failed: [],
  });
  const names = await partitions();
  expect(names).not.toContain(partitionName(midnight(old)));
  expect(names).toContain(partitionName(midnight(waiting)));
  expect(names).toContain(partitionName(midnight(young)));
  await expectSameDays();
  const rows = await db.selectFrom('webhook_deliveries').select('received_at').execute();
  expect(rows).toHaveLength(3);

  // The drain has been through.
  await sql`update webhook_deliveries set processed_at = received_at`.execute(db);
  expect(await tidy()).toMatchObject({
    droppedDays: [partitionName(midnight(waiting))],
    keptDays: [],
  });
  await expectSameDays();
});

test('a day that a run had detached when it died is dropped by the next, or comes back with what waits', async () => {
  const [done, waiting] = [daysAgo(50), daysAgo(49)];
  await addDelivery(done, true);
  await addDelivery(waiting, false);
  for (const day of [done, waiting])
    await sql`alter table webhook_deliveries detach partition ${sql.table(partitionName(midnight(day)))} concurrently`.execute(
      db,
    );

  expect(await tidy()).toMatchObject({
    droppedDays: [partitionName(midnight(done))],
    keptDays: [partitionName(midnight(waiting))],
    failed: [],
  });

  expect(await partitions()).toContain(partitionName(midnight(waiting)));
  await expectSameDays();
  const { rows } =
    await sql`select from pg_class where relname = ${partitionName(midnight(done))}`.execute(db);
  expect(rows).toEqual([]);
  await sql`delete from webhook_deliveries`.execute(db);
});

test('webhooks go on coming in while a day is dropped', async () => {
  await addDelivery(daysAgo(60), true);
  // An insert that is not committed yet: a drop that waits for it must not hold up the next insert.
  let commit: () => void = () => {};
  const committed = new Promise<void>((resolve) => (commit = resolve));
  const slow = db.transaction().execute(async (tx) => {
    await sql`insert into webhook_deliveries (received_at, route, signed_by, body) values (${new Date(AT)}, 'app', 1, '{}')`.execute(
      tx,
    );
    await committed;
  });
  await waitUntil(() => isRunning('insert into webhook_deliveries'), {
    timeoutMs: 10_000,
    describe: 'the insert under way',
  });
  const dropping = tidy();
  await waitUntil(() => isRunning('alter table "webhook_deliveries" detach'), {
    timeoutMs: 10_000,
    describe: 'the drop that waits for it',
  });

  await addDelivery(new Date(AT), false);

  commit();
  await slow;
  expect(await dropping).toMatchObject({
    droppedDays: [partitionName(midnight(daysAgo(60)))],
    failed: [],
  });
});

/** Is a transaction open whose last statement begins so? */
async function isRunning(statement: string): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and starts_with(query, ${statement})
      and state in ('active', 'idle in transaction')`.execute(db);
  return rows.length > 0;
}

const count = async (table: 'inbound_messages' | 'message_statuses' | 'timeline') =>
  Number(
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

async function addMessages(receivedAt: Date): Promise<void> {
  const common = { phone_number_id: '1', received_at: receivedAt };
  await db
    .insertInto('inbound_messages')
    .values({
      ...common,
      wamid: randomUUID(),
      type: 'text',
      occurred_at: receivedAt,
      payload: '{}',
    })
    .execute();
  await db
    .insertInto('message_statuses')
    .values({
      ...common,
      wamid: randomUUID(),
      status: 'sent',
      recipient: '',
      at: receivedAt,
      raw: '{}',
    })
    .execute();
}

test.each([
  [30, [31, 29, 7], 2],
  [90, [91, 89, 31], 2],
  // Meta sends again for seven days, whatever the setting.
  [1, [9, 7, 0], 2],
])('RETENTION_DAYS=%d: of messages of %j days ago, %d stay', async (days, ages, stay) => {
  await db.deleteFrom('inbound_messages').execute();
  await db.deleteFrom('message_statuses').execute();
  for (const age of ages) await addMessages(daysAgo(age));

  await tidy(days);

  expect([await count('inbound_messages'), await count('message_statuses')]).toEqual([stay, stay]);
});

test('an account event goes after a year, unless it is the last word of its kind', async () => {
  const event = (hash: string, kind: string, days: number) => ({
    hash,
    kind,
    waba_id: '2033',
    phone_number_id: null,
    field: 'account_update',
    access: null,
    value: '{}',
    occurred_at: daysAgo(days),
    received_at: daysAgo(days),
  });
  await db
    .insertInto('account_events')
    .values([
      event('restricted first', 'account_restriction', 500),
      event('restricted last', 'account_restriction', 400),
      event('verified first', 'verified_account', 400),
      event('verified last', 'verified_account', 10),
    ])
    .execute();

  await tidy();

  const left = await db.selectFrom('account_events').select('hash').orderBy('hash').execute();
  expect(left.map(({ hash }) => hash)).toEqual(['restricted last', 'verified last']);
});

test('the story of a number is kept for a year, and its newest snapshot for ever', async () => {
  await db
    .insertInto('timeline')
    .values(
      [366, 364].map((days) => ({
        number_id: numberId,
        at: daysAgo(days),
        kind: 'test',
        sentence: `${days} days ago.`,
        facts: '{}',
        actor: null,
        request_id: null,
        source_key: null,
      })),
    )
    .execute();
  await db
    .insertInto('health_snapshots')
    .values(
      [500, 400].map((days) => ({ number_id: numberId, taken_at: daysAgo(days), fields: '{}' })),
    )
    .execute();

  await tidy();

  const story = await db
    .selectFrom('timeline')
    .select('sentence')
    .where('kind', '=', 'test')
    .execute();
  expect(story).toEqual([{ sentence: '364 days ago.' }]);
  const snapshots = await db.selectFrom('health_snapshots').select('taken_at').execute();
  expect(snapshots).toEqual([{ taken_at: daysAgo(400) }]);
});

test('answers under an idempotency key go when they expire, told events after thirty days', async () => {
  const key = (name: string, expiresAt: Date) => ({
    account_id: '1',
    route: 'r',
    key: name,
    body_hmac: 'h',
    state: 'finished' as const,
    status: 200,
    created_at: daysAgo(1),
    expires_at: expiresAt,
  });
  await db
    .insertInto('idempotency_keys')
    .values([key('over', new Date(AT - 1)), key('valid', new Date(AT + 1))])
    .execute();
  const event = (seq: string | null, days: number) => ({
    id: randomUUID(),
    account_id: '1',
    seq,
    type: 'test',
    created_at: daysAgo(days),
    number_id: null,
    data: '{}',
    cause: '{"kind":"timer","actor":null,"request_id":null}',
  });
  await db
    .insertInto('events')
    .values([event('9001', 31), event('9002', 29), event(null, 31)])
    .execute();

  await tidy(365);

  const keys = await db.selectFrom('idempotency_keys').select('key').execute();
  expect(keys).toEqual([{ key: 'valid' }]);
  const events = await db.selectFrom('events').select('seq').where('type', '=', 'test').execute();
  expect(new Set(events.map(({ seq }) => seq))).toEqual(new Set(['9002', null]));
});

test('a token that serves nothing any more is forgotten, one in use is not', async () => {
  await db
    .insertInto('tokens')
    .values({
      id: randomUUID(),
      account_id: '1',
      encrypted_token: 'v1:test:',
      equality_hmac: 'unused',
      last4: 'abcd',
      created_at: daysAgo(2),
    })
    .execute();
  await sql`update tokens set created_at = ${daysAgo(100)} where equality_hmac <> 'unused'`.execute(
    db,
  );

  await tidy();

  const left = await db.selectFrom('tokens').select('equality_hmac').execute();
  expect(left).toHaveLength(1);
  expect(left[0]!.equality_hmac).not.toBe('unused');
});

test('it deletes in pieces, and passes over what somebody holds', async () => {
  const rule = RETENTION.find(({ table }) => table === 'inbound_messages')!;
  const before = oldBefore(rule, 30, AT);
  await db.deleteFrom('inbound_messages').execute();
  for (let n = 0; n < 5; n++) await addMessages(daysAgo(40));

  expect(await deleteOld(db, rule, before, 2)).toBe(2);
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('inbound_messages').select('wamid').limit(1).forUpdate().execute();
    expect(await deleteOld(db, rule, before, 10)).toBe(2);
  });
  expect(await deleteOld(db, rule, before, 10)).toBe(1);
});

test('messages go after a year, but never one that is still to be sent', async () => {
  const insert = async (days: number, nextAttemptAt: Date | null): Promise<string> => {
    const id = uuidV7(daysAgo(days).getTime());
    await sql`insert into messages (id, account_id, number_id, phone_number_id, waba_id, type, recipient,
        recipient_input, request, actor, status, next_attempt_at, created_at)
      values (${id}, 1, ${numberId}, '1', '1', 'text', '+1', '+1', '{}', 'test', 'queued',
        ${nextAttemptAt}, ${daysAgo(days)})`.execute(db);
    return id;
  };
  const old = await insert(366, null);
  const kept = [await insert(366, daysAgo(366)), await insert(364, null)];

  await tidy();

  const rows = await db
    .selectFrom('messages')
    .select('id')
    .where('id', 'in', [old, ...kept])
    .execute();
  expect(rows.map(({ id }) => id).toSorted()).toEqual(kept.toSorted());
});
