import { expect, test } from 'vitest';
import type { Delivery } from '../../../src/store/insert-deliveries.js';
import { BATCH_LIMITS, createBatchWriter } from '../../../src/webhooks/intake/batch-writer.js';

const row = (nth: number, bytes = 1): Delivery => ({
  receivedAt: nth,
  route: 'app',
  signedBy: 1,
  body: Buffer.alloc(bytes),
});
const rows = (count: number, bytes?: number) =>
  Array.from({ length: count }, (_, nth) => row(nth, bytes));

/** A writer whose inserts end when the test says so. */
function scripted(limits: Partial<typeof BATCH_LIMITS> = {}) {
  const inserts: { rows: readonly Delivery[]; end: (error?: Error) => void }[] = [];
  const writer = createBatchWriter({
    insert: (batch) =>
      new Promise((resolve, reject) => {
        inserts.push({ rows: batch, end: (error) => (error ? reject(error) : resolve()) });
      }),
    limits: { ...BATCH_LIMITS, ...limits },
    onBatch: () => {},
  });
  return { writer, inserts };
}
const sizes = (inserts: readonly { rows: readonly Delivery[] }[]) =>
  inserts.map((insert) => insert.rows.length);

test('a full batch goes at once, no larger than the limit, and no more inserts than allowed', async () => {
  const { writer, inserts } = scripted({ rows: 10, atOnce: 2, waitMs: 1_000 });
  const answers = rows(35).map((each) => writer.store(each));
  expect(sizes(inserts)).toEqual([10, 10]);

  inserts[0]?.end();
  await Promise.all(answers.slice(0, 10));
  await expect.poll(() => sizes(inserts)).toEqual([10, 10, 10]);
  inserts[1]?.end();
  inserts[2]?.end();
  await Promise.all(answers.slice(10, 30));
  const closing = writer.close();
  await expect.poll(() => sizes(inserts)).toEqual([10, 10, 10, 5]);
  inserts[3]?.end();
  await closing;
  expect(await Promise.all(answers)).toEqual(rows(35).map(() => true));
});

test('a failed insert fails exactly the rows in it', async () => {
  const { writer, inserts } = scripted({ rows: 3, atOnce: 2, waitMs: 1_000 });
  const answers = rows(6).map((each) => writer.store(each));
  inserts[0]?.end(new Error('Postgres went away'));
  inserts[1]?.end();
  expect(await Promise.all(answers)).toEqual([false, false, false, true, true, true]);
  await writer.close();
});

test('large bodies share an insert up to its bytes only', async () => {
  const { writer, inserts } = scripted({ bytes: 10, atOnce: 9, waitMs: 1 });
  const answers = [row(1, 6), row(2, 6), row(3, 30), row(4, 1)].map((each) => writer.store(each));
  await expect.poll(() => inserts.flatMap((insert) => insert.rows)).toHaveLength(4);
  for (const insert of inserts) {
    expect(
      insert.rows.length === 1 || insert.rows.reduce((sum, { body }) => sum + body.length, 0) <= 10,
    ).toBe(true);
    insert.end();
  }
  expect(await Promise.all(answers)).toEqual([true, true, true, true]);
  await writer.close();
});

test('a few rows wait a moment for each other', async () => {
  const { writer, inserts } = scripted();
  const answers = rows(3).map((each) => writer.store(each));
  expect(inserts).toEqual([]);
  await expect.poll(() => sizes(inserts)).toEqual([3]);
  inserts[0]?.end();
  expect(await Promise.all(answers)).toEqual([true, true, true]);
  await writer.close();
});

test('a row whose turn does not come in time is given up', async () => {
  const { writer, inserts } = scripted({ rows: 1, atOnce: 1, patienceMs: 20 });
  const first = writer.store(row(1));
  const late = [writer.store(row(2)), writer.store(row(3))];
  expect(await Promise.all(late)).toEqual([false, false]);
  inserts[0]?.end();
  expect(await first).toBe(true);
  expect(sizes(inserts)).toEqual([1]);
  await writer.close();
});
