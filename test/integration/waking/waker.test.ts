import { ServiceError } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { askForWabaRead, dueWabaReads, forgetWabaRead } from '../../../src/store/waba-reads.js';
import { dueWakeups, forgetWakeup, requestWake } from '../../../src/store/wakeups.js';
import type { Loop } from '../../../src/waking/loop.js';
import { startWaker } from '../../../src/waking/waker.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/wait-until.js';

/** The waker with a Temporal that takes what the test lets it take. */
let database: TestDatabase;
let db: Database;
let waker: Loop | undefined;
let sequence = 0;
let woken: string[];
let ring: () => void;
let clock: number;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
beforeEach(async () => {
  await db.deleteFrom('wakeups').execute();
  woken = [];
  clock = Date.now();
});
afterEach(async () => {
  await waker?.stop();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Numbers with a wakeup each, oldest first. */
async function addDue(count: number): Promise<string[]> {
  const ids = Array.from(
    { length: count },
    () => `1065403522450${String(++sequence).padStart(2, '0')}`,
  );
  for (const [n, phoneNumberId] of ids.entries()) {
    await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId });
    await db.deleteFrom('wakeups').where('phone_number_id', '=', phoneNumberId).execute();
    await requestWake(db, phoneNumberId, 'test', clock - 60_000 + n);
  }
  return ids;
}

function start(wake: (phoneNumberId: string) => void): void {
  waker = startWaker({
    db,
    listener: {
      on: (_, listener) => {
        ring = () => listener('');
        return () => {};
      },
      close: async () => {},
    },
    log: pino({ level: 'silent' }),
    now: () => clock,
    wake: async ({ phoneNumberId }) => {
      woken.push(phoneNumberId);
      wake(phoneNumberId);
    },
  });
}

const left = async (): Promise<{ id: string; waits: number }[]> => {
  const rows = await db
    .selectFrom('wakeups')
    .select(['phone_number_id', 'not_before'])
    .orderBy('phone_number_id')
    .execute();
  return rows.map(({ phone_number_id: id, not_before: at }) => ({
    id,
    waits: at.getTime() - clock,
  }));
};

test('ten wakes that Temporal does not take hold up no other', async () => {
  const ids = await addDue(15);
  const poisoned = ids.slice(0, 10);

  start((id) => {
    if (poisoned.includes(id)) throw new ServiceError('workflow is busy');
  });

  await waitUntil(async () => (await left()).length === 10, {
    timeoutMs: 5_000,
    describe: 'the five others to be woken',
  });
  expect(await left()).toEqual(poisoned.map((id) => ({ id, waits: 1_000 })));
});

test('a wake that is not taken waits twice as long each time, a minute at most; who asks again is served at once', async () => {
  const [id = ''] = await addDue(1);
  let isTaken = false;
  start(() => {
    if (!isTaken) throw new ServiceError('workflow is busy');
  });

  const waits: (number | undefined)[] = [];
  for (let n = 1; n <= 8; n++) {
    const row = await waitUntil(async () => (await left()).find((one) => one.waits > 0), {
      timeoutMs: 5_000,
      describe: `pause ${n}`,
    });
    waits.push(row.waits);
    clock += row.waits;
    ring();
  }
  expect(waits.map((ms) => (ms ?? 0) / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);

  await waitUntil(async () => (await left()).some((one) => one.waits > 0), {
    timeoutMs: 5_000,
    describe: 'the last pause',
  });
  isTaken = true;
  await requestWake(db, id, 'asked again', clock);
  ring();
  await waitUntil(async () => (await left()).length === 0, {
    timeoutMs: 5_000,
    describe: 'the wake that was asked for again',
  });
});

test('a Temporal that cannot be reached ends the round: the rest is not tried', async () => {
  const ids = await addDue(15);

  start(() => {
    const cause = Object.assign(new Error('14 UNAVAILABLE'), { code: 14 });
    throw new ServiceError('Failed to signal', { cause });
  });

  await waitUntil(async () => (await left()).filter(({ waits }) => waits === 1_000).length >= 10, {
    timeoutMs: 5_000,
    describe: 'the end of the first ten',
  });
  expect(woken.slice(0, 10).toSorted()).toEqual(ids.slice(0, 10));
  expect(woken).toHaveLength(10);
  expect(await left()).toHaveLength(15);
});

test('who asks again while a wake is being delivered is woken once more', async () => {
  const [id = ''] = await addDue(1);
  const version = (await dueWakeups(db, clock, 1))[0]?.version ?? '';
  await requestWake(db, id, 'again', clock);

  await forgetWakeup(db, { phoneNumberId: id, version, reason: 'test' });
  expect(await dueWakeups(db, clock, 1)).toMatchObject([{ phoneNumberId: id, reason: 'again' }]);
  const [newer] = await dueWakeups(db, clock, 1);
  if (newer !== undefined) await forgetWakeup(db, newer);
  expect(await dueWakeups(db, clock, 1)).toEqual([]);
});

test('so is a WABA that is to be read', async () => {
  const waba = { accountId: '1', wabaId: TEST_WABA };
  await askForWabaRead(db, waba, { reason: 'first', at: clock });
  const [first] = await dueWabaReads(db, clock, 1);
  await askForWabaRead(db, waba, { reason: 'second', at: clock });
  if (first !== undefined) await forgetWabaRead(db, first);

  const [second] = await dueWabaReads(db, clock, 1);
  expect(second).toMatchObject(waba);
  if (second !== undefined) await forgetWabaRead(db, second);
  expect(await dueWabaReads(db, clock, 1)).toEqual([]);
});
