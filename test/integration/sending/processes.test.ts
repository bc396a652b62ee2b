import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPaceShare } from '../../../src/sending/pace-share.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { notePacer } from '../../../src/store/pacers.js';
import { addConnectedNumber, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/wait-until.js';

/** Several processes over one database. */
let database: TestDatabase;
let db: Database;
const NUMBER = '106540352242988';

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { max: 3 });
  await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: NUMBER });
  await db.updateTable('numbers').set({ stage: 'live', reason: 'live' }).execute();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('ten processes asked at once with one Idempotency-Key send once', async () => {
  let calls = 0;
  const meta = createServer((request, response) => {
    request.resume().on('end', () => {
      calls += 1;
      const body = { contacts: [], messages: [{ id: `wamid.ten${calls}` }] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => meta.listen(0, '127.0.0.1', resolve));
  const graphUrl = `http://127.0.0.1:${(meta.address() as AddressInfo).port}`;
  try {
    const children = Array.from({ length: 10 }, () =>
      fork(
        new URL('../../support/send-in-process.ts', import.meta.url),
        [database.url, graphUrl, NUMBER, 'ten-at-once'],
        { execArgv: ['--import', 'tsx'] },
      ),
    );
    await Promise.all(children.map((child) => once(child, 'message')));
    const answers = children.map(async (child) => {
      const [[answer]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
      return (answer as { id: string | null }).id;
    });
    for (const child of children) child.send('go');
    const ids = new Set(await Promise.all(answers));
    const rows = await db.selectFrom('messages').select(['id', 'status']).execute();
    expect(rows).toEqual([{ id: expect.any(String), status: 'accepted' }]);
    expect([...ids]).toEqual([rows[0]?.id]);
    expect(calls).toBe(1);
  } finally {
    meta.closeAllConnections();
    meta.close();
  }
});

test('processes that send are counted, until they end or are not heard of', async () => {
  const first = startPaceShare(db);
  expect(first.processes()).toBe(1);
  const rows = async () => (await db.selectFrom('pacers').select('id').execute()).length;
  await waitUntil(async () => (await rows()) === 1, {
    timeoutMs: 20_000,
    describe: 'the first to be counted',
  });
  const second = startPaceShare(db);
  await waitUntil(() => second.processes() === 2, {
    timeoutMs: 20_000,
    describe: 'the second to count both',
  });
  await first.close();
  expect(await rows()).toBe(1);
  await db
    .updateTable('pacers')
    .set({ seen_at: new Date(0) })
    .execute();
  expect(await notePacer(db, '01900000-0000-7000-8000-000000000001')).toBe(1);
  await second.close();
});
