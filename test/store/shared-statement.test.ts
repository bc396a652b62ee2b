import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Connection } from '../../src/store/database.js';
import { shareStatement } from '../../src/store/shared-statement.js';
import { waitUntil } from '../support/wait-until.js';

const db = {} as Connection;

/** Statements that wait until they are let go, and what each was given. */
function statements() {
  const given: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const double = shareStatement<number, number>(async (_, inputs) => {
    given.push(inputs);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (inputs.includes(13)) throw new Error(`${inputs.join()} cannot be written`);
    if (inputs.includes(99)) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    return inputs.map((input) => input * 2);
  });
  const letGo = async (): Promise<void> => {
    for (const end of ends.splice(0)) end();
    await new Promise(setImmediate);
  };
  return { given, letGo, double: (input: number, on: Connection = db) => double(on, input) };
}

test('a call alone runs at once; those that come while one runs share the next statement, each with its own answer', async () => {
  const { given, letGo, double } = statements();
  const first = double(1);
  const next = [4, 5, 6].map((input) => double(input));
  expect(given).toEqual([[1]]);

  await letGo();
  expect(await first).toBe(2);
  expect(given.slice(1)).toEqual([[4, 5, 6]]);
  await letGo();
  expect(await Promise.all(next)).toEqual([8, 10, 12]);

  void double(7);
  expect(given.at(-1)).toEqual([7]);
});

test('another database waits for none of this one', () => {
  const { given, double } = statements();
  void double(1);
  void double(4, {} as Connection);
  expect(given.at(-1)).toEqual([4]);
});

test('nobody waits long behind a statement that waits itself', async () => {
  const { given, letGo, double } = statements();
  void double(1);
  const next = [2, 3].map((input) => double(input));
  await waitUntil(() => given.length === 2, { timeoutMs: 5_000, describe: 'another statement' });
  expect(given).toEqual([[1], [2, 3]]);
  const later = double(7);
  await waitUntil(() => given.length === 3, { timeoutMs: 5_000, describe: 'one more' });
  await letGo();
  expect(await Promise.all([...next, later])).toEqual([4, 6, 14]);
});

test('no more than five run at once, of 200 rows at most', async () => {
  const { given, letGo, double } = statements();
  for (let nth = 1; nth <= 5; nth++) {
    void double(nth);
    await waitUntil(() => given.length === nth, { timeoutMs: 5_000, describe: 'a statement' });
  }
  const rest = Array.from({ length: 201 }, () => double(7));
  await sleep(60);
  expect(given).toEqual([[1], [2], [3], [4], [5]]);
  for (let turn = 0; turn < 3; turn++) await letGo();
  await Promise.all(rest);
  expect(given.slice(5).map(({ length }) => length)).toEqual([200, 1]);
});

test('what cannot be written fails alone', async () => {
  const { given, letGo, double } = statements();
  void double(1);
  const shared = Promise.allSettled([4, 13, 6].map((input) => double(input)));
  for (let turn = 0; turn < 5; turn++) await letGo();
  expect(await shared).toEqual([
    { status: 'fulfilled', value: 8 },
    { status: 'rejected', reason: new Error('13 cannot be written') },
    { status: 'fulfilled', value: 12 },
  ]);
  expect(given.slice(1)).toEqual([[4, 13, 6], [4], [13], [6]]);
});

test('with Postgres gone all fail and nothing runs again: it may have been committed', async () => {
  const { given, letGo, double } = statements();
  void double(1);
  const shared = Promise.allSettled([4, 99].map((input) => double(input)));
  for (let turn = 0; turn < 3; turn++) await letGo();
  expect((await shared).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(given).toHaveLength(2);
});
