import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities, type Activities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { addIntent } from '../../../src/store/intents.js';
import { loadLedger } from '../../../src/store/ledger.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { owners } from '../../../src/store/vault.js';
import { RETRY_SIGNALLED } from '../../../src/workflows/names.js';
import {
  addConnectedNumber,
  storedPin,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';

/** What happens to PINs, consents and turns when an answer is lost at the worst moment. */
let database: TestDatabase;
let db: Database;
let meta: Meta;
let activities: Activities;
const vault = testVault();
let sequence = 0;

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
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

async function addNumber(scenario: string): Promise<NumberRow> {
  const phoneNumberId = `1065403522590${String(++sequence).padStart(2, '0')}`;
  await meta.put(`/numbers/${phoneNumberId}`, { waba_id: TEST_WABA, scenario });
  return addConnectedNumber({ db, vault }, { phoneNumberId });
}

const run = <A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> =>
  new MockActivityEnvironment().run(activity, input) as Promise<R>;

const register = ({ phone_number_id: phoneNumberId }: NumberRow, expectedAttempts: number) =>
  run(activities.register, {
    phoneNumberId,
    purpose: 'first' as const,
    consentId: null,
    expectedAttempts,
    at: Date.now(),
  });

const turn = ({ phone_number_id: phoneNumberId }: NumberRow, turnNo: number, why = 'test') =>
  run(activities.turn, {
    phoneNumberId,
    at: Date.now(),
    wokenBy: [why],
    turnNo,
    runStartedAt: 1,
  });

const retries = (number: NumberRow) =>
  db
    .selectFrom('intents')
    .selectAll()
    .where('number_id', '=', number.id)
    .where('kind', '=', 'retry')
    .execute();

test('a refused repeat of a lost replacement does not lose the PIN that Meta holds', async () => {
  const number = await addNumber('straight_through');
  const { phone_number_id: phoneNumberId } = number;
  await register(number, 0);
  const wish = await addIntent(db, {
    numberId: number.id,
    kind: 'replace_pin',
    actor: 'test',
    requestId: null,
    at: Date.now(),
  });
  const replace = (intentId: string | null) =>
    run(activities.replacePin, { phoneNumberId, intentId, at: Date.now() });
  const fault = (effect: Record<string, unknown>) =>
    meta.post('/faults', { match: { method: 'POST', number: phoneNumberId }, times: 1, effect });

  await fault({ reply: 'lost' });
  await replace(wish);
  await fault({ status: 400, code: 131016 });
  await replace(null);

  const atMeta = (await meta.truth(phoneNumberId)).pin;
  const ledger = await loadLedger(db, phoneNumberId);
  expect(ledger.pin).toMatchObject({ state: 'stored', isReplacementOpen: true });
  await replace(null);
  expect((await meta.truth(phoneNumberId)).pin).toBe(atMeta);
  expect(await storedPin(db, vault, phoneNumberId)).toBe(atMeta);
});

test('a wrong PIN that a person typed gives way to the one that Meta accepted before', async () => {
  const number = await addNumber('straight_through');
  const { phone_number_id: phoneNumberId } = number;
  await register(number, 0);
  const proven = await storedPin(db, vault, phoneNumberId);
  const id = crypto.randomUUID();
  await addIntent(db, {
    id,
    numberId: number.id,
    kind: 'set_pin',
    encryptedPayload: vault.encrypt(proven === '918273' ? '372819' : '918273', owners.intent(id)),
    actor: 'test',
    requestId: null,
    at: Date.now(),
  });
  await turn(number, 1);
  expect(await storedPin(db, vault, phoneNumberId)).not.toBe(proven);

  await register(number, 1);

  expect(await storedPin(db, vault, phoneNumberId)).toBe(proven);
});

test('a turn that is tried again after its commit decides again: the run does not end', async () => {
  const number = await addNumber('code_needed');

  const first = await turn(number, 1);
  const again = await turn(number, 1);

  expect(again.step.kind).toBe(first.step.kind);
  expect(again.step).not.toMatchObject({ ending: 'parked' });
});

test('a wake by the name of retry is no consent; the signal is, once', async () => {
  const number = await addNumber('slow_name_review');
  await db
    .updateTable('wabas')
    .set({
      subscription: JSON.stringify({ subscribed: true, wabaOverride: null }),
      subscription_read_at: new Date(Date.now() + 60_000),
    })
    .execute();
  expect((await turn(number, 1)).step.kind).toBe('register');
  await register(number, 0);
  expect((await turn(number, 2)).step.kind).toBe('wait');

  await turn(number, 50, 'retry');
  expect(await retries(number)).toHaveLength(0);

  expect((await turn(number, 51, RETRY_SIGNALLED)).step).toMatchObject({
    kind: 'register',
    purpose: 'consent',
  });
  await turn(number, 51, RETRY_SIGNALLED);
  expect(await retries(number)).toHaveLength(1);
});
