import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { listDeliveries } from '../../../src/store/webhook-deliveries.js';
import { addReplay } from '../../../src/store/webhook-replays.js';
import { deliveriesAbout, type SubjectFilter } from '../../../src/store/webhook-subjects.js';
import { startReplays } from '../../../src/webhooks/replay-loop.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope, fatesOf, messagesValue } from '../../support/drain.js';
import { waitUntil } from '../../support/wait-until.js';

/** What a delivery is about is written when it is processed, so that nobody reads everything to find it. */
let database: TestDatabase;
let db: Database;
const AT = Date.UTC(2026, 10, 20, 12);
const [OWN, OTHER] = ['106540352260001', '106540352260002'] as const;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: OWN });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const status = (id: string) => ({ id, status: 'sent', timestamp: '1783090000' });
const messages = (phoneNumberId: string, ...wamids: string[]) =>
  envelope(
    TEST_WABA,
    'messages',
    messagesValue(phoneNumberId, { statuses: wamids.map((id) => status(id)) }),
  );
const process = async (bodies: unknown[]): Promise<string[]> => {
  const ids = await deliver(db, bodies, new Date(AT));
  await drainAll(db, { now: () => AT });
  return ids;
};
const subjects = (id: string) =>
  db
    .selectFrom('webhook_subjects')
    .select(['account_id', 'number_id', 'waba_id', 'kind'])
    .where('delivery_id', '=', id)
    .orderBy('number_id')
    .orderBy('kind')
    .execute();
const ids = async (filter: Parameters<typeof listDeliveries>[2], account: string | null = null) =>
  (await listDeliveries(db, account, filter, { after: null, limit: 50 })).map(({ id }) => id);
const putBack = async (id: string): Promise<void> => {
  await sql`update webhook_deliveries set processed_at = null where id = ${id}::bigint`.execute(db);
  await drainAll(db, { now: () => AT });
};

test('each subject of a delivery once, however many elements it has, and after a replay as it is then', async () => {
  const mixed = messages(OWN, 'w1', 'w2', 'w3');
  mixed.entry.push(...messages(OTHER, 'w4').entry, ...envelope('9', 'account_update', {}).entry);
  const [id = ''] = await process([mixed]);
  const found = [
    { account_id: '1', number_id: OWN, waba_id: null, kind: 'status' },
    { account_id: null, number_id: OTHER, waba_id: null, kind: 'status' },
    // An event that cannot be read is about nobody; its kind is found.
    { account_id: null, number_id: null, waba_id: null, kind: 'account_update' },
  ];
  expect(await subjects(id)).toEqual(found);

  await putBack(id);
  expect(await subjects(id)).toEqual(found);

  await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: OTHER });
  await putBack(id);
  expect(await subjects(id)).toEqual([found[0], { ...found[1], account_id: '1' }, found[2]]);
  expect(await ids({ kinds: ['account_update'] })).toEqual([id]);
});

test('a number, a kind and both are found together: of that number, of that kind', async () => {
  const update = envelope(TEST_WABA, 'account_alerts', {
    entity_type: 'PHONE_NUMBER',
    entity_id: OWN,
    alert_info: { alert_type: 'PROFILE_PICTURE_LOST' },
  });
  const both = messages(OTHER, 'w11');
  both.entry.push(...update.entry);
  const [one = '', two = ''] = await process([messages(OWN, 'w10'), both]);

  expect(await ids({ numberIds: [OWN], kinds: ['account_alerts'] })).toEqual([two]);
  expect(await ids({ numberIds: [OTHER], kinds: ['account_alerts'] })).toEqual([]);
  expect((await ids({ numberIds: [OWN] }, '1')).slice(0, 2)).toEqual([two, one]);
  expect((await ids({ numberIds: [OTHER], kinds: ['status'] })).slice(0, 1)).toEqual([two]);
  expect((await ids({ wabaIds: [TEST_WABA] })).slice(0, 2)).toEqual([two, one]);
  expect(await ids({ wabaIds: ['9'] }, '1')).toEqual([]);
});

test('none of it reads everything', async () => {
  await sql`
    insert into webhook_subjects (delivery_id, received_at, account_id, number_id, kind)
    select 1000000 + nth, ${new Date(AT)}::timestamptz, nth % 50 + 100, nth % 100, 'status'
    from generate_series(1, 20000) as nth`.execute(db);
  await sql`analyze webhook_subjects`.execute(db);
  const filters: SubjectFilter[] = [
    { accountId: null, numberIds: ['7'] },
    { accountId: null, kinds: ['account_update', 'message'] },
    { accountId: '1' },
    { accountId: null, wabaIds: [TEST_WABA] },
    { accountId: '1', numberIds: [OWN], kinds: ['status'] },
    { accountId: '1', createdAfter: new Date(AT - 1_000), above: '5' },
  ];
  for (const filter of filters)
    for (const order of ['asc', 'desc'] as const) {
      const about = deliveriesAbout(filter, { order, limit: 51 });
      const { rows } = await sql<Record<string, string>>`explain ${about}`.execute(db);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan, JSON.stringify(filter)).toMatch(/Index/);
      expect(plan, JSON.stringify(filter)).not.toMatch(/Seq Scan on webhook_subjects_20261120/);
    }
  await sql`delete from webhook_subjects where delivery_id > 1000000`.execute(db);
});

test('the same range replayed twice at once, in small pieces, has every effect once', async () => {
  const bodies = Array.from({ length: 40 }, (_, nth) => messages(OWN, `r${nth}`, `s${nth}`));
  const delivered = await process(bodies);
  const range = { createdAfter: new Date(AT - 1), createdBefore: new Date(AT + 1) };
  const jobs = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  const before = await counts();
  for (const [nth, id] of jobs.entries())
    await addReplay(db, {
      id,
      actor: 'test',
      at: AT,
      accountId: nth === 0 ? null : '1',
      ...range,
    });
  const log = pino({ level: 'silent' });
  const listener = { on: () => () => {} };
  const loops = jobs.map(() => startReplays({ db, listener, log, rows: 7 }));
  const isDone = async () =>
    (await db.selectFrom('webhook_replays').select('id').where('finished_at', 'is', null).execute())
      .length === 0;
  await drainAll(db, { copies: 2, now: () => AT });
  await waitUntil(isDone, { timeoutMs: 20_000, describe: 'both replays to end' });
  await Promise.all(loops.map((loop) => loop.stop()));
  await drainAll(db, { copies: 2, now: () => AT });

  expect(await counts()).toEqual(before);
  for (const id of delivered)
    expect((await fatesOf(db, id)).elements).toMatchObject([
      { fate: 'duplicate' },
      { fate: 'duplicate' },
    ]);
});

async function counts(): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from message_statuses) as statuses, (select count(*) from events) as events,
      (select count(*) from timeline) as timeline, (select count(*) from webhook_subjects) as subjects`.execute(
    db,
  );
  return rows[0];
}
