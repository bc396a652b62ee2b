import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** Meta counts calls per WABA: 200 an hour until a number is registered (facts/meta.md §1.17). */
let database: TestDatabase;
let db: Database;
let meta: Meta;
let activities: Activities;
const vault = testVault();
let numbers: NumberRow[];

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url);
  await meta.put(`/wabas/${TEST_WABA}`, { token: TEST_TOKEN });
  activities = createActivities({
    db,
    vault,
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1, 1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  });
  numbers = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      const phoneNumberId = `10654035225300${String(n).padStart(2, '0')}`;
      await meta.put(`/numbers/${phoneNumberId}`, { waba_id: TEST_WABA, scenario: 'code_needed' });
      return addConnectedNumber({ db, vault }, { phoneNumberId });
    }),
  );
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

let turnNo = 0;
const turn = ({ phone_number_id: phoneNumberId }: NumberRow, why: string, at: number) =>
  new MockActivityEnvironment().run(activities.turn, {
    phoneNumberId,
    at,
    wokenBy: [why],
    turnNo: ++turnNo,
    runStartedAt: 1,
  });

async function reads(): Promise<{ nodes: number; lists: number }> {
  const answer = await fetch(`${meta.url}/_sim/requests?method=GET&limit=1000`);
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return {
    nodes: data.filter(({ path }) => /\/10654035225300\d\d$/.test(path)).length,
    lists: data.filter(({ path }) => path.endsWith('/phone_numbers')).length,
  };
}

test('twelve numbers of a WABA that are polled within a minute cost one list read, not twelve', async () => {
  const at = Date.now() + 60_000;
  for (const number of numbers) await turn(number, 'started', at);
  const before = await reads();

  for (const [n, number] of numbers.entries())
    await turn(number, 'timer', at + 900_000 + n * 1_000);

  const after = await reads();
  expect(after.lists - before.lists).toBe(1);
  expect(after.nodes - before.nodes).toBe(0);
});

test('a look that somebody asked for reads the node itself', async () => {
  const before = await reads();

  await turn(numbers[0]!, 'check', Date.now() + 1_000_000);

  expect(await reads()).toEqual({ ...before, nodes: before.nodes + 1 });
});

test('a number that the list lacks is asked for itself: its absence proves nothing', async () => {
  const at = Date.now() + 3_600_000;
  const number = numbers[1]!;
  await db
    .updateTable('wabas')
    .set({ nodes: JSON.stringify([]), nodes_read_at: new Date(at) })
    .execute();
  const before = await reads();

  await turn(number, 'timer', at);

  expect((await reads()).lists).toBe(before.lists + 1);
  const row = await db
    .selectFrom('numbers')
    .selectAll()
    .where('id', '=', number.id)
    .executeTakeFirstOrThrow();
  expect(row.node).not.toBeNull();
});
