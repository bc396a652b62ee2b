import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserveAttempt, type Reserved } from '../../../src/activities/reserve-attempt.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { addIntent } from '../../../src/store/intents.js';
import { loadLedger } from '../../../src/store/ledger.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { addConnectedNumber, storedPin, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** The one ledger transaction (onboarding.md §4.1): Meta allows ten attempts in 72 h and blocks at the eleventh. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 10, 20);

let database: TestDatabase;
let db: Database;
const vault = testVault();
let sequence = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const addNumber = (): Promise<NumberRow> =>
  addConnectedNumber(
    { db, vault, at: T0 },
    { phoneNumberId: `1065403522429${String(++sequence).padStart(2, '0')}` },
  );

async function reserve(
  number: NumberRow,
  at: number,
  consentId: string | null = null,
): Promise<Reserved> {
  const { registers } = await loadLedger(db, number.phone_number_id);
  return reserveAttempt(db, vault, {
    number,
    kind: 'register',
    purpose: 'first',
    expectedAttempts: registers.length,
    consentId,
    at,
  });
}

/** An attempt whose refusal is known, so that the next is not held back by an unknown outcome. */
async function refusedAttempt(
  number: NumberRow,
  at: number,
  consentId: string | null = null,
): Promise<Reserved> {
  const reserved = await reserve(number, at, consentId);
  if (reserved.kind === 'reserved') {
    await db
      .updateTable('registration_attempts')
      .set({ outcome: 'refused' })
      .where('id', '=', reserved.attemptId)
      .execute();
  }
  return reserved;
}

const consent = (number: NumberRow): Promise<string> =>
  addIntent(db, { numberId: number.id, kind: 'retry', actor: 'test', requestId: null, at: T0 });

test('the PIN is stored with the attempt, before anything is sent, and every later attempt gets the same one', async () => {
  const number = await addNumber();

  const first = await refusedAttempt(number, T0);
  const second = await refusedAttempt(number, T0 + HOUR);

  const pin = await storedPin(db, vault, number.phone_number_id);
  expect(pin).toMatch(/^\d{6}$/);
  expect(first).toMatchObject({ kind: 'reserved', pin });
  expect(second).toMatchObject({ kind: 'reserved', pin });
});

test('of twenty workers that decided on the same ledger exactly one gets the attempt', async () => {
  const number = await addNumber();

  const results = await Promise.all(
    Array.from({ length: 20 }, () =>
      reserveAttempt(db, vault, {
        number,
        kind: 'register',
        purpose: 'first',
        expectedAttempts: 0,
        consentId: null,
        at: T0,
      }),
    ),
  );

  expect(results.filter(({ kind }) => kind === 'reserved')).toHaveLength(1);
  expect((await loadLedger(db, number.phone_number_id)).registers).toHaveLength(1);
});

test('an attempt whose outcome is unknown holds the next one back for 90 seconds', async () => {
  const number = await addNumber();
  await reserve(number, T0);

  expect(await reserve(number, T0 + 89_000)).toMatchObject({ kind: 'refused' });
  expect(await reserve(number, T0 + 90_000)).toMatchObject({ kind: 'reserved' });
});

test('by ourselves we make eight attempts in 72 h, with consent ten, and an eleventh is impossible', async () => {
  const number = await addNumber();
  for (let n = 0; n < 8; n++)
    expect((await refusedAttempt(number, T0 + n * HOUR)).kind).toBe('reserved');

  expect((await refusedAttempt(number, T0 + 9 * HOUR)).kind).toBe('refused');
  expect((await refusedAttempt(number, T0 + 9 * HOUR, await consent(number))).kind).toBe(
    'reserved',
  );
  expect((await refusedAttempt(number, T0 + 10 * HOUR, await consent(number))).kind).toBe(
    'reserved',
  );
  expect((await refusedAttempt(number, T0 + 11 * HOUR, await consent(number))).kind).toBe(
    'refused',
  );

  // The window rolls: 72 h after the first attempts there is room again, with consent at once, by ourselves once three have left.
  expect((await refusedAttempt(number, T0 + 72 * HOUR, await consent(number))).kind).toBe(
    'reserved',
  );
  expect((await refusedAttempt(number, T0 + 72 * HOUR)).kind).toBe('refused');
});

test('a consent pays for one attempt only', async () => {
  const number = await addNumber();
  const consentId = await consent(number);

  expect((await refusedAttempt(number, T0, consentId)).kind).toBe('reserved');
  expect((await refusedAttempt(number, T0 + HOUR, consentId)).kind).toBe('refused');
});

test('releasing and adding the number again, or the same digits under another id, does not reset the window', async () => {
  const number = await addNumber();
  await db
    .updateTable('phone_numbers_seen')
    .set({ e164: '+12025550199' })
    .where('phone_number_id', '=', number.phone_number_id)
    .execute();
  for (let n = 0; n < 8; n++) await refusedAttempt(number, T0 + n * HOUR);
  await db
    .updateTable('numbers')
    .set({ stage: 'closed', released_at: new Date(T0) })
    .where('id', '=', number.id)
    .execute();

  const again = await addConnectedNumber(
    { db, vault, at: T0 },
    { phoneNumberId: number.phone_number_id },
  );
  expect((await refusedAttempt(again, T0 + 9 * HOUR)).kind).toBe('refused');

  const otherId = await addNumber();
  await db
    .updateTable('phone_numbers_seen')
    .set({ e164: '+12025550199' })
    .where('phone_number_id', '=', otherId.phone_number_id)
    .execute();
  expect((await refusedAttempt(otherId, T0 + 9 * HOUR)).kind).toBe('refused');
});

test('a coexistence number is refused here too, whatever was decided', async () => {
  const number = await addNumber();

  expect(await reserve({ ...number, mode: 'coexistence' }, T0)).toMatchObject({ kind: 'refused' });
  expect((await loadLedger(db, number.phone_number_id)).registers).toHaveLength(0);
});

test("Meta's 72 h block is never broken, not even with consent", async () => {
  const number = await addNumber();
  await db
    .updateTable('phone_numbers_seen')
    .set({ blocked_until: new Date(T0 + 72 * HOUR) })
    .where('phone_number_id', '=', number.phone_number_id)
    .execute();

  expect((await reserve(number, T0 + 71 * HOUR, await consent(number))).kind).toBe('refused');
  expect((await reserve(number, T0 + 72 * HOUR)).kind).toBe('reserved');
});

test("Meta's block holds for the digits, whichever id they have, and the longest one counts", async () => {
  const [blocked, other] = [await addNumber(), await addNumber()];
  const until = (hours: number): Date => new Date(T0 + hours * HOUR);
  await db
    .updateTable('phone_numbers_seen')
    .set({ e164: '+12025550144', blocked_until: until(72), deregister_blocked_until: until(48) })
    .where('phone_number_id', '=', blocked.phone_number_id)
    .execute();
  await db
    .updateTable('phone_numbers_seen')
    .set({ e164: '+12025550144', blocked_until: until(1) })
    .where('phone_number_id', '=', other.phone_number_id)
    .execute();

  expect(await loadLedger(db, other.phone_number_id)).toMatchObject({
    blockedUntil: T0 + 72 * HOUR,
    deregisterBlockedUntil: T0 + 48 * HOUR,
  });
  expect((await reserve(other, T0 + 71 * HOUR)).kind).toBe('refused');
  expect((await reserve(other, T0 + 72 * HOUR)).kind).toBe('reserved');
});
