import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createActivities, type Activities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import type { NumberRow } from '../../../src/store/tables.js';
import {
  addConnectedNumber,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';

/** A number that is gone is looked for under another id, so that its owner learns where its customers' messages are now. */
const OTHER_WABA = '203354440000002';
const DISPLAY = '+1 202-555-0142';
const vault = testVault();
let database: TestDatabase;
let db: Database;
let meta: Meta;
let activities: Activities;
let sequence = 0;

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url);
  for (const waba of [TEST_WABA, OTHER_WABA])
    await meta.put(`/wabas/${waba}`, { token: TEST_TOKEN });
  await db
    .insertInto('accounts')
    .values({ id: '2', name: 'Another', created_at: new Date(0) })
    .onConflict((c) => c.doNothing())
    .execute();
  activities = createActivities({
    db,
    vault,
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1, 1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  });
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

beforeEach(async () => {
  await db.updateTable('numbers').set({ released_at: new Date() }).execute();
  await db.deleteFrom('events').execute();
});

const nextId = (): string => `1065403522432${String(++sequence).padStart(2, '0')}`;
const atMeta = async (state: Record<string, unknown>): Promise<string> => {
  const id = nextId();
  await meta.put(`/numbers/${id}`, { display_phone_number: DISPLAY, ...state });
  return id;
};
const migrated = async (state: Record<string, unknown> = {}): Promise<NumberRow> =>
  addConnectedNumber(
    { db, vault },
    { phoneNumberId: await atMeta({ waba_id: TEST_WABA, status: 'MIGRATED', ...state }) },
  );
const turn = ({ phone_number_id: phoneNumberId }: NumberRow) =>
  new MockActivityEnvironment().run(activities.turn, {
    phoneNumberId,
    at: Date.now(),
    wokenBy: ['test'],
    turnNo: 1,
    runStartedAt: 1,
  });
const superseded = async () =>
  (await db.selectFrom('events').selectAll().where('type', '=', 'number.superseded').execute()).map(
    ({ data }) => (data['change'] as { facts: unknown }).facts,
  );

test('in a list of another WABA of the account', async () => {
  await addConnectedNumber(
    { db, vault },
    {
      phoneNumberId: await atMeta({ waba_id: OTHER_WABA, display_phone_number: '+1 202-555-0199' }),
      wabaId: OTHER_WABA,
    },
  );
  const id = await atMeta({ waba_id: OTHER_WABA });
  const gone = await migrated();

  await turn(gone);

  expect(await superseded()).toEqual([{ phone_number_id: id, waba_id: OTHER_WABA }]);
  const closed = await db.selectFrom('events').select('type').orderBy('created_at').execute();
  expect(closed.map(({ type }) => type)).toContain('number.closed');
  const rows = await db
    .selectFrom('timeline')
    .select(['kind', 'sentence'])
    .where('number_id', '=', gone.id)
    .execute();
  expect(rows).toContainEqual({
    kind: 'superseded',
    sentence: `The same number is ${id} in the WhatsApp account ${OTHER_WABA} now.`,
  });
});

test('among the numbers that the account has already: nobody is asked', async () => {
  const phoneNumberId = nextId();
  const own = await addConnectedNumber({ db, vault }, { phoneNumberId, wabaId: OTHER_WABA });
  await db
    .updateTable('numbers')
    .set({ node: JSON.stringify({ displayPhoneNumber: DISPLAY }) })
    .where('id', '=', own.id)
    .execute();

  await turn(await migrated());

  expect(await superseded()).toEqual([{ phone_number_id: phoneNumberId, waba_id: OTHER_WABA }]);
});

test('not where it is another account’s, nor itself', async () => {
  const display = { display_phone_number: '+1 202-555-0177' };
  const foreign = '203354440000003';
  await meta.put(`/wabas/${foreign}`, { token: TEST_TOKEN });
  await addConnectedNumber(
    { db, vault },
    { phoneNumberId: await atMeta({ waba_id: foreign, ...display }), wabaId: foreign },
    '2',
  );

  await turn(await migrated(display));

  expect(await superseded()).toEqual([]);
});
