import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities, type Activities } from '../../../src/activities/index.js';
import type { TurnResult } from '../../../src/activities/turn.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { READ_LAG } from '../../../src/onboarding/gate.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { addIntent } from '../../../src/store/intents.js';
import { currentOwner } from '../../../src/store/onboarding-numbers.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { owners } from '../../../src/store/vault.js';
import {
  addConnectedNumber,
  storedPin,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';
import { waitUntil } from '../../support/wait-until.js';

/** Each activity against the simulator, without a workflow: what it does at Meta, and what it writes. */
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

async function addNumber(simulated: Record<string, unknown>): Promise<NumberRow> {
  const phoneNumberId = `1065403522431${String(++sequence).padStart(2, '0')}`;
  await meta.put(`/numbers/${phoneNumberId}`, { waba_id: TEST_WABA, ...simulated });
  return addConnectedNumber({ db, vault }, { phoneNumberId });
}

const run = <A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> =>
  new MockActivityEnvironment().run(activity, input) as Promise<R>;

let turnNo = 0;
const turn = (number: NumberRow, at = Date.now()): Promise<TurnResult> =>
  run(activities.turn, {
    phoneNumberId: number.phone_number_id,
    at,
    wokenBy: ['test'],
    turnNo: ++turnNo,
    runStartedAt: 1,
  });

const fresh = async (number: NumberRow): Promise<NumberRow> => {
  const row = await currentOwner(db, number.phone_number_id);
  if (row === undefined) throw new Error('the number is gone');
  return row;
};

const intentWithCode = async (number: NumberRow, code: string): Promise<string> => {
  const id = crypto.randomUUID();
  await addIntent(db, {
    id,
    numberId: number.id,
    kind: 'submit_code',
    encryptedPayload: vault.encrypt(code, owners.intent(id)),
    actor: 'test',
    requestId: null,
    at: Date.now(),
  });
  return id;
};

const intent = (id: string) =>
  db.selectFrom('intents').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('a turn returns one step and records stage, reason and explanation', async () => {
  const number = await addNumber({ scenario: 'code_needed' });

  // The WABA may be subscribed already by another test's number.
  let result = await turn(number);
  if (result.step.kind === 'subscribe') {
    await run(activities.subscribe, { phoneNumberId: number.phone_number_id, at: Date.now() });
    result = await turn(number);
  }

  expect(result.step.kind).toBe('wait');
  const row = await fresh(number);
  expect(row).toMatchObject({
    stage: 'verifying',
    reason: 'code_not_sent',
    waiting_on: 'operator',
  });
  expect(row.explanation.explanation).toContain('no code has been sent');
  expect(row.next_check_at.getTime()).toBeGreaterThan(Date.now());
});

test('a turn that is older than the recorded one changes nothing and ends its run', async () => {
  const number = await addNumber({ scenario: 'code_needed' });
  await turn(number);
  const before = await fresh(number);

  const stale = await run(activities.turn, {
    phoneNumberId: number.phone_number_id,
    at: Date.now() + 60_000,
    wokenBy: ['stale'],
    turnNo: 1,
    runStartedAt: 0,
  });

  expect(stale.step).toEqual({ kind: 'end', ending: 'parked' });
  expect(await fresh(number)).toEqual(before);
});

test('Meta that does not answer is a reason of its own, and no write follows', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  await meta.post('/faults', {
    match: { method: 'GET', number: number.phone_number_id },
    times: 3,
    effect: { reply: 'reset' },
  });

  const result = await turn(number);

  expect(result.step.kind).toBe('wait');
  expect(await fresh(number)).toMatchObject({
    stage: 'verifying',
    reason: 'meta_unreachable',
    waiting_on: 'meta',
  });
  expect(await meta.calls(number.phone_number_id, 'register')).toHaveLength(0);
});

test('a code is requested once, and handed in once: the row forgets it and says how it went', async () => {
  const number = await addNumber({ scenario: 'code_needed' });
  const { phone_number_id: phoneNumberId } = number;
  await run(activities.requestCode, {
    phoneNumberId,
    intentId: null,
    method: 'SMS',
    language: 'en_US',
    at: Date.now(),
  });
  const { codes } = await meta.truth(phoneNumberId);
  expect(codes).toHaveLength(1);

  const wrong = await intentWithCode(number, codes[0]?.code === '111111' ? '222222' : '111111');
  await run(activities.verifyCode, { phoneNumberId, intentId: wrong, at: Date.now() });
  expect(await intent(wrong)).toMatchObject({
    state: 'refused',
    encrypted_payload: null,
    result: { code: 'code_wrong' },
  });

  const right = await intentWithCode(number, codes[0]?.code ?? '');
  await run(activities.verifyCode, { phoneNumberId, intentId: right, at: Date.now() });
  await run(activities.verifyCode, { phoneNumberId, intentId: right, at: Date.now() });
  expect(await intent(right)).toMatchObject({ state: 'done', encrypted_payload: null });
  expect(await meta.calls(phoneNumberId, 'verify_code')).toHaveLength(2);
});

test('the timeline says who asked for a code', async () => {
  const number = await addNumber({ scenario: 'code_needed' });
  const intentId = await addIntent(db, {
    numberId: number.id,
    kind: 'send_code',
    actor: 'Ada',
    requestId: 'request-7',
    at: Date.now(),
  });

  await run(activities.requestCode, {
    phoneNumberId: number.phone_number_id,
    intentId,
    method: 'SMS',
    language: 'en_US',
    at: Date.now(),
  });

  const row = await db
    .selectFrom('timeline')
    .select(['actor', 'request_id'])
    .where('number_id', '=', number.id)
    .where('kind', '=', 'code_requested')
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ actor: 'Ada', request_id: 'request-7' });
});

test('a code whose worker died between the call and its result is not handed in again', async () => {
  const number = await addNumber({ scenario: 'code_needed' });
  const { phone_number_id: phoneNumberId } = number;
  const id = await intentWithCode(number, '123123');
  await db
    .updateTable('intents')
    .set({ payload: JSON.stringify({ handed_over: true }) })
    .where('id', '=', id)
    .execute();

  await run(activities.verifyCode, { phoneNumberId, intentId: id, at: Date.now() });

  expect(await intent(id)).toMatchObject({ state: 'unknown', encrypted_payload: null });
  expect(await meta.calls(phoneNumberId, 'verify_code')).toHaveLength(0);
});

test('registering leaves an accepted attempt with its whole answer, and a proven PIN that equals Meta’s', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  const { phone_number_id: phoneNumberId } = number;

  await run(activities.register, {
    phoneNumberId,
    purpose: 'first',
    consentId: null,
    expectedAttempts: 0,
    at: Date.now(),
  });

  const attempt = await db
    .selectFrom('registration_attempts')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
  expect(attempt).toMatchObject({
    outcome: 'accepted',
    purpose: 'first',
    refusal: null,
    body: { success: true },
  });
  const seen = await db
    .selectFrom('phone_numbers_seen')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
  expect(seen.pin_state).toBe('proven');
  expect((await meta.truth(phoneNumberId)).pin).toBe(await storedPin(db, vault, phoneNumberId));
});

test('a refused attempt keeps code, subcode, words and trace id; a lost answer stays unknown', async () => {
  const refused = await addNumber({ scenario: 'pin_left_by_previous_provider' });
  await run(activities.register, {
    phoneNumberId: refused.phone_number_id,
    purpose: 'first',
    consentId: null,
    expectedAttempts: 0,
    at: Date.now(),
  });
  const attempts = (id: string) =>
    db
      .selectFrom('registration_attempts')
      .selectAll()
      .where('phone_number_id', '=', id)
      .executeTakeFirstOrThrow();
  const { outcome, refusal } = await attempts(refused.phone_number_id);
  expect(outcome).toBe('refused');
  expect(refusal).toMatchObject({
    class: 'pin_mismatch',
    code: 133005,
    fbtraceId: expect.any(String),
  });

  const lost = await addNumber({ scenario: 'reply_lost_on_register' });
  await run(activities.register, {
    phoneNumberId: lost.phone_number_id,
    purpose: 'first',
    consentId: null,
    expectedAttempts: 0,
    at: Date.now(),
  });
  expect(await attempts(lost.phone_number_id)).toMatchObject({ outcome: 'unknown', refusal: null });
});

test('replacing the PIN by ourselves sends the stored one; a person’s wish makes a new one, stored before it is sent', async () => {
  const number = await addNumber({ scenario: 'pin_left_by_previous_provider' });
  const { phone_number_id: phoneNumberId } = number;
  await run(activities.register, {
    phoneNumberId,
    purpose: 'first',
    consentId: null,
    expectedAttempts: 0,
    at: Date.now(),
  });
  const first = await storedPin(db, vault, phoneNumberId);

  await run(activities.replacePin, { phoneNumberId, intentId: null, at: Date.now() });
  expect(await storedPin(db, vault, phoneNumberId)).toBe(first);
  expect((await meta.truth(phoneNumberId)).pin).toBe(first);

  const wish = await addIntent(db, {
    numberId: number.id,
    kind: 'replace_pin',
    actor: 'test',
    requestId: null,
    at: Date.now(),
  });
  await run(activities.replacePin, { phoneNumberId, intentId: wish, at: Date.now() });
  const second = await storedPin(db, vault, phoneNumberId);
  expect(second).not.toBe(first);
  expect((await meta.truth(phoneNumberId)).pin).toBe(second);
});

test('a lost answer to replacing the PIN sends the same one again', async () => {
  const number = await addNumber({ scenario: 'pin_left_by_previous_provider' });
  const { phone_number_id: phoneNumberId } = number;
  const wish = await addIntent(db, {
    numberId: number.id,
    kind: 'replace_pin',
    actor: 'test',
    requestId: null,
    at: Date.now(),
  });
  await meta.post('/faults', {
    match: { method: 'POST', number: phoneNumberId },
    times: 1,
    effect: { reply: 'lost' },
  });

  await run(activities.replacePin, { phoneNumberId, intentId: wish, at: Date.now() });
  const atMeta = (await meta.truth(phoneNumberId)).pin;
  expect(await intent(wish)).toMatchObject({ state: 'unknown' });
  await run(activities.replacePin, { phoneNumberId, intentId: null, at: Date.now() });

  expect((await meta.truth(phoneNumberId)).pin).toBe(atMeta);
  expect(await storedPin(db, vault, phoneNumberId)).toBe(atMeta);
});

const subscriptionPosts = async (): Promise<number> => {
  const answer = await fetch(`${meta.url}/_sim/requests?path=subscribed_apps`);
  const { data } = (await answer.json()) as { data: { method: string }[] };
  return data.filter(({ method }) => method === 'POST').length;
};

test('subscribing reads inside its lock and never posts to a WABA that is subscribed', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  const { phone_number_id: phoneNumberId } = number;
  await run(activities.subscribe, { phoneNumberId, at: Date.now() });
  const before = await subscriptionPosts();

  await Promise.all(
    [1, 2, 3].map(() => run(activities.subscribe, { phoneNumberId, at: Date.now() })),
  );

  expect(await subscriptionPosts()).toBe(before);
});

test('a subscription that cannot be read is not posted to: the try is remembered as one whose outcome is unknown', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  const { phone_number_id: phoneNumberId } = number;
  const before = await subscriptionPosts();
  const answers = [
    { effect: { reply: 'reset' }, times: 3 },
    { effect: { status: 400, code: 10, message: '(#10) no permission' }, times: 1 },
  ];

  for (const { effect, times } of answers) {
    const match = { method: 'GET', path: 'subscribed_apps' };
    await meta.post('/faults', { match, times, effect });
    await run(activities.subscribe, { phoneNumberId, at: Date.now() });
    await meta.clearFaults();
  }

  expect(await subscriptionPosts()).toBe(before);
  const { memory } = await fresh(number);
  expect(memory.subscribe).toMatchObject({ outcome: 'unknown', failures: 2, accepted: [] });
});

test('while one subscribes, others of the WABA neither queue nor write, and no transaction stays open', async () => {
  const numbers = await Promise.all(
    [1, 2, 3].map(() => addNumber({ scenario: 'straight_through' })),
  );
  const match = { method: 'GET', path: 'subscribed_apps' };
  await meta.post('/faults', { match, times: 1, effect: { delay_ms: 1_500 } });
  const subscribe = ({ phone_number_id: phoneNumberId }: NumberRow) =>
    run(activities.subscribe, { phoneNumberId, at: Date.now() });
  const [first, ...others] = numbers as [NumberRow, ...NumberRow[]];
  let isFirstDone = false;

  const slow = subscribe(first).then(() => (isFirstDone = true));
  const isLocked = async (): Promise<boolean> => {
    const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory'`.execute(db);
    return rows.length > 0;
  };
  await waitUntil(isLocked, { timeoutMs: 5_000, describe: 'the lock of the first' });
  await Promise.all(others.map(subscribe));

  expect(isFirstDone).toBe(false);
  const { rows } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`.execute(db);
  expect(rows).toEqual([]);
  await slow;
  const outcomes = (await Promise.all(numbers.map(fresh))).map(
    ({ memory }) => memory.subscribe?.outcome,
  );
  expect(outcomes).toEqual(['accepted', 'unknown', 'unknown']);
});

test('a snapshot of the node is kept on change only', async () => {
  const number = await addNumber({ scenario: 'code_needed' });
  const snapshots = () =>
    db.selectFrom('health_snapshots').select('fields').where('number_id', '=', number.id).execute();
  await turn(number);
  await turn(number);
  await turn(number);
  expect(await snapshots()).toHaveLength(1);

  await meta.put(`/numbers/${number.phone_number_id}`, { quality_rating: 'YELLOW' });
  await turn(number);

  expect((await snapshots()).map(({ fields }) => fields.qualityRating)).toEqual([
    'UNKNOWN',
    'YELLOW',
  ]);
});

test('a release whose answers are lost three times goes on without knowing', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  const { phone_number_id: phoneNumberId } = number;
  await meta.post('/faults', {
    match: { method: 'POST', number: phoneNumberId },
    times: 3,
    effect: { reply: 'reset' },
  });

  const releases = [];
  for (let n = 0; n < 3; n++) {
    await run(activities.clearOverride, { phoneNumberId, at: Date.now() });
    releases.push((await fresh(number)).memory.release);
  }

  expect(releases).toMatchObject([
    { lost: { step: 'clearOverride', times: 1, at: expect.any(Number) } },
    { lost: { step: 'clearOverride', times: 2 } },
    { clearOverride: 'lost' },
  ]);
});

test('a deregistration whose answer is lost is tried again: not before reads have caught up, and not counted as done', async () => {
  const number = await addNumber({ scenario: 'straight_through' });
  const { phone_number_id: phoneNumberId } = number;
  await db
    .updateTable('numbers')
    .set({ desired: 'released' })
    .where('id', '=', number.id)
    .execute();
  await meta.post('/faults', {
    match: { method: 'POST', path: 'deregister', number: phoneNumberId },
    times: 1,
    effect: { reply: 'before' },
  });
  const deregister = async (expectedAttempts: number, at: number): Promise<unknown> => {
    await run(activities.deregister, { phoneNumberId, expectedAttempts, at });
    return (await fresh(number)).memory.release;
  };
  const at = Date.now();
  const afterOneLost = { lost: { step: 'deregister', times: 1, at: expect.any(Number) } };

  expect(await deregister(0, at)).toEqual(afterOneLost);
  // A worker that comes too early, or on an old decision, neither asks nor gives up.
  expect(await deregister(1, at + 1_000)).toEqual(afterOneLost);
  expect(await meta.calls(phoneNumberId, 'deregister')).toHaveLength(1);
  expect(await deregister(1, at + READ_LAG)).not.toHaveProperty('lost');
  expect(await meta.calls(phoneNumberId, 'deregister')).toHaveLength(2);
});
