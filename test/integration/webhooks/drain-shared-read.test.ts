import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import {
  addConnectedNumber,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope } from '../../support/drain.js';
import { startMeta, type Meta } from '../../support/meta.js';

/** Meta counts calls per WABA: an event of the account costs one of them, however many numbers it wakes. */
let database: TestDatabase;
let db: Database;
let meta: Meta;
const vault = testVault();
const IDS = ['106540352253101', '106540352253102', '106540352253103'];

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url);
  await meta.put(`/wabas/${TEST_WABA}`, { token: TEST_TOKEN });
  for (const phoneNumberId of IDS) {
    await meta.put(`/numbers/${phoneNumberId}`, { waba_id: TEST_WABA, scenario: 'code_needed' });
    await addConnectedNumber({ db, vault }, { phoneNumberId });
  }
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

test('the turns that an event of the account wakes share one read', async () => {
  const at = Date.now();
  await db
    .updateTable('numbers')
    .set({ next_check_at: new Date(at + 3_600_000) })
    .execute();
  await deliver(db, [envelope(TEST_WABA, 'account_review_update', { decision: 'APPROVED' }, 1)]);
  await drainAll(db, { now: () => at });
  const woken = await db.selectFrom('wakeups').select(['phone_number_id', 'reason']).execute();
  expect(woken).toHaveLength(3);

  const { turn } = createActivities({
    db,
    vault,
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  });
  for (const [index, { phone_number_id: phoneNumberId, reason }] of woken.entries()) {
    await new MockActivityEnvironment().run(turn, {
      phoneNumberId,
      at: at + index,
      wokenBy: [reason],
      turnNo: 1,
      runStartedAt: 1,
    });
  }

  const response = await fetch(`${meta.url}/_sim/requests?limit=1000`);
  const { data } = (await response.json()) as { data: { method: string; path: string }[] };
  const paths = data.filter(({ method }) => method === 'GET').map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith('/phone_numbers'))).toHaveLength(1);
  expect(paths.filter((path) => IDS.some((id) => path.endsWith(`/${id}`)))).toEqual([]);
});
