import { afterAll, beforeAll, expect, test } from 'vitest';
import { notify } from '../../../src/store/append.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { startListener, type Listener } from '../../../src/store/listen.js';
import { startLiveHub, type LiveHub, type Topic } from '../../../src/ui/live/hub.js';
import { addConnectedNumber, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/wait-until.js';

let database: TestDatabase;
let db: Database;
let listener: Listener;
let hub: LiveHub;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { max: 3 });
  listener = startListener(database.url, () => {});
  // Whoever begins to listen is told once that something may have been missed, and so is everybody on every page.
  const listening = new Promise<void>((resolve) => {
    const stop = listener.on('numbers', () => {
      stop();
      resolve();
    });
  });
  hub = startLiveHub({ db, listener });
  await listening;
});
afterAll(async () => {
  hub.close();
  await listener.close();
  await db.destroy();
  await database.drop();
});

/** Somebody's page; `heard` grows. */
function open(interest: { accountId: string | null; phoneNumberId?: string; topics?: Topic[] }) {
  const heard: string[] = [];
  const stop = hub.subscribe({
    topics: interest.topics ?? ['numbers'],
    accountId: interest.accountId,
    phoneNumberId: interest.phoneNumberId ?? null,
    changed: (topics) => heard.push(topics.join(' ')),
    beat: () => heard.push('beat'),
    end: () => heard.push('end'),
  });
  return { heard, stop };
}

test('a change is told to the pages it concerns, to no other account’s, and to nobody who left', async () => {
  const id = '106540399000001';
  const row = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: id });
  const everybody = open({ accountId: null });
  const own = open({ accountId: '1' });
  const ofNumber = open({ accountId: '1', phoneNumberId: id });
  const ofOther = open({ accountId: '1', phoneNumberId: '106540399000002' });
  const stranger = open({ accountId: '2' });
  const messages = open({ accountId: '1', topics: ['messages'] });
  const gone = open({ accountId: '1' });
  gone.stop();

  // Until the listener listens, nobody is told.
  await waitUntil(
    async () => {
      await notify(db, 'numbers', row.id);
      return everybody.heard.length > 0;
    },
    { timeoutMs: 20_000, describe: 'the first notification' },
  );
  await waitUntil(() => ofNumber.heard.includes('numbers'), {
    timeoutMs: 5_000,
    describe: 'the page of the number to hear',
  });
  await notify(db, 'messages', row.id);
  await waitUntil(() => messages.heard.includes('messages'), {
    timeoutMs: 20_000,
    describe: 'the messages to be told',
  });

  expect(own.heard).toContain('numbers');
  for (const { heard } of [ofOther, stranger, gone]) expect(heard).toEqual([]);
  expect(messages.heard).not.toContain('numbers');
  for (const { stop } of [everybody, own, ofNumber, ofOther, stranger, messages]) stop();
  expect(hub.size()).toBe(0);
});

test('a burst is told once, and closing ends every page', async () => {
  const { heard } = open({ accountId: null });
  await db.transaction().execute(async (tx) => {
    for (let nth = 0; nth < 200; nth++) await notify(tx, 'numbers', `of no number ${nth}`);
  });
  await waitUntil(() => heard.length > 0, { timeoutMs: 20_000, describe: 'the burst' });

  hub.close();

  expect(heard.filter((what) => what === 'numbers').length).toBeLessThanOrEqual(2);
  expect(heard.at(-1)).toBe('end');
  expect(hub.size()).toBe(0);
});
