import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope, messagesValue } from '../../support/drain.js';

/** Statuses are unordered, duplicated and late (facts/meta.md §0.4.11): what is left of them depends on none of that. */
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

const status = fc.record({
  id: fc.constantFrom('wamid.A', 'wamid.B', 'wamid.ä😀'),
  status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
  timestamp: fc.integer({ min: 1783090000, max: 1783090003 }).map(String),
  recipient_id: fc.constantFrom('972501234567', '972507654321'),
  extra: fc.constantFrom('a', 'B', 'ä', '😀', '\uFFFD'),
});

/** The same statuses, some more than once, in any order, cut into deliveries anywhere. */
const arrivals = fc.array(status, { minLength: 1, maxLength: 12 }).chain((statuses) =>
  fc.tuple(
    fc.constant(statuses),
    fc.array(fc.constantFrom(...statuses), { maxLength: 8 }).chain((again) =>
      fc.shuffledSubarray([...statuses, ...again], {
        minLength: statuses.length + again.length,
      }),
    ),
    fc.integer({ min: 1, max: 6 }),
  ),
);

async function leftOf(statuses: readonly unknown[], perDelivery: number): Promise<unknown[]> {
  await db.deleteFrom('message_statuses').execute();
  const bodies = [];
  for (let start = 0; start < statuses.length; start += perDelivery) {
    const part = statuses.slice(start, start + perDelivery);
    bodies.push(envelope('1', 'messages', messagesValue('106540352242922', { statuses: part })));
  }
  await deliver(db, bodies, new Date(1783090010_000));
  await drainAll(db);
  return db
    .selectFrom('message_statuses')
    .selectAll()
    .orderBy('wamid')
    .orderBy('status')
    .orderBy('recipient')
    .execute();
}

test('any order and any repetition of statuses ends in the same state', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ([once, many, perDelivery]) => {
      expect(await leftOf(many, perDelivery)).toEqual(await leftOf(once, once.length));
    }),
    { numRuns: 25 },
  );
});
