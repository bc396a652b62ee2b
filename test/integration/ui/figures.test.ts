import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { deliveriesByMinute } from '../../../src/store/deliveries-by-minute.js';
import { startListener, type Listener } from '../../../src/store/listen.js';
import { messagesByDay } from '../../../src/store/messages-by-day.js';
import { insertMessage } from '../../../src/store/insert-message.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { uuidV7 } from '../../../src/store/uuid-v7.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope, messagesValue } from '../../support/drain.js';
import { waitUntil } from '../../support/wait-until.js';

/** What open pages are told, and what plots are drawn from. */
let database: TestDatabase;
let db: Database;
let listener: Listener;
let number: NumberRow;
const ID = '106540352242922';
const NOW = Date.now();
const DAY = 86_400_000;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  listener = startListener(database.url, () => {});
  number = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: ID });
});
afterAll(async () => {
  await listener.close();
  await db.destroy();
  await database.drop();
});

async function addMessage(createdAt: number, more: Record<string, unknown> = {}): Promise<string> {
  const id = uuidV7(createdAt);
  await insertMessage(db, {
    id,
    account_id: number.account_id,
    number_id: number.id,
    phone_number_id: ID,
    waba_id: TEST_WABA,
    type: 'text',
    template_key: null,
    template_name: null,
    template_language: null,
    recipient: '+12025550199',
    recipient_input: '+12025550199',
    recipient_country: 'US',
    request: {},
    context: {},
    idempotency_key: null,
    again_of: null,
    actor: 'test',
    request_id: null,
    calling_since: null,
    next_attempt_at: null,
    created_at: new Date(createdAt),
  });
  if (Object.keys(more).length > 0)
    await db.updateTable('messages').set(more).where('id', '=', id).execute();
  return id;
}

test('a batch of statuses tells once which number it is about, and nothing when it is about no message', async () => {
  const told: (string | null)[] = [];
  let isListening = false;
  const stop = listener.on('messages', (id) => void told.push(id));
  listener.on('wakeups', () => void (isListening = true));
  await waitUntil(
    async () => {
      await db
        .selectNoFrom((eb) => eb.fn('pg_notify', [eb.val('wakeups'), eb.val('')]).as('n'))
        .execute();
      return isListening;
    },
    { timeoutMs: 10_000, describe: 'the listener to listen' },
  );
  told.length = 0;
  const ids = await Promise.all([addMessage(NOW), addMessage(NOW)]);
  const status = (wamid: string, callbackData?: string) => ({
    id: wamid,
    status: 'sent',
    timestamp: String(Math.floor(NOW / 1_000)),
    recipient_id: '12025550199',
    ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
  });
  const webhook = (statuses: unknown[]) =>
    envelope(TEST_WABA, 'messages', messagesValue(ID, { statuses }));

  await deliver(db, [webhook([status('wamid.of-nobody')])]);
  await drainAll(db);
  await deliver(db, [webhook(ids.map((id, i) => status(`wamid.live${i}`, id)))]);
  await drainAll(db);

  await waitUntil(() => Promise.resolve(told.length > 0), {
    timeoutMs: 10_000,
    describe: 'the notification',
  });
  expect(told).toEqual([number.id]);
  stop();
});

test('messages count on the day of their making, once, by the furthest they came; quiet days are there', async () => {
  const at = Date.parse('2026-03-10T12:00:00Z');
  const time = new Date(at);
  const accepted = { accepted_at: time };
  await addMessage(at - 2 * DAY, { ...accepted, sent_at: time, delivered_at: time, read_at: time });
  // Read receipts may be all that came.
  await addMessage(at - 2 * DAY, { ...accepted, read_at: time, failed_at: time });
  await addMessage(at - 2 * DAY, { ...accepted, delivered_at: time, failed_at: time });
  await addMessage(Date.parse('2026-03-10T00:00:00Z'), { ...accepted, sent_at: time });
  await addMessage(at, { ...accepted, failed_at: time });
  await addMessage(at);
  await addMessage(Date.parse('2026-03-07T23:59:59Z'), accepted);

  expect(await messagesByDay(db, number, { days: 3, at })).toEqual([
    { day: '2026-03-08', read: 2, delivered: 1, sent: 0, failed: 0, waiting: 0 },
    { day: '2026-03-09', read: 0, delivered: 0, sent: 0, failed: 0, waiting: 0 },
    { day: '2026-03-10', read: 0, delivered: 0, sent: 1, failed: 1, waiting: 1 },
  ]);
  expect(await messagesByDay(db, { ...number, phone_number_id: '9' }, { days: 1, at })).toEqual([
    { day: '2026-03-10', read: 0, delivered: 0, sent: 0, failed: 0, waiting: 0 },
  ]);
});

test('webhooks count by minute, for an account those that concern it', async () => {
  const all = await deliveriesByMinute(db, null, { minutes: 10, at: Date.now() });
  const own = await deliveriesByMinute(db, number.account_id, { minutes: 10, at: Date.now() });
  const others = await deliveriesByMinute(db, '999', { minutes: 10, at: Date.now() });
  const total = (rows: readonly { count: number }[]) =>
    rows.reduce((sum, { count }) => sum + count, 0);
  expect([total(all), total(own), total(others)]).toEqual([2, 2, 0]);
  expect(all).toHaveLength(10);
  expect(all[0]?.minute.getUTCSeconds()).toBe(0);
});
