import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Dependencies } from '../../../src/activities/dependencies.js';
import { createActivities } from '../../../src/activities/index.js';
import { readWaba } from '../../../src/activities/read-waba.js';
import { createGraphClient } from '../../../src/graph/client.js';
import type { Graph } from '../../../src/graph/graph.js';
import { HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { dueWabaReads, forgetWabaRead } from '../../../src/store/waba-reads.js';
import {
  addConnectedNumber,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope } from '../../support/drain.js';
import { startMeta, type Meta } from '../../support/meta.js';

/** Meta counts calls per WABA: an event of the account costs one read of it, and wakes only those of its numbers that changed. */
let database: TestDatabase;
let db: Database;
let meta: Meta;
let deps: Dependencies;
/** Two that are live, and one that waits for its code. */
const IDS = ['106540352253101', '106540352253102', '106540352253103'] as const;
const [QUIET, CHANGING, WAITING] = IDS;
const KEY = { accountId: '1', wabaId: TEST_WABA };
const BEGIN = Date.now();
let at = BEGIN;
let turnNo = 0;

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url);
  deps = {
    db,
    vault: testVault(),
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  };
  await meta.put(`/wabas/${TEST_WABA}`, { token: TEST_TOKEN });
  await asCustomer('POST', `${TEST_WABA}/subscribed_apps`);
  for (const phoneNumberId of IDS) {
    await meta.put(
      `/numbers/${phoneNumberId}`,
      phoneNumberId === WAITING
        ? { waba_id: TEST_WABA, scenario: 'code_needed' }
        : { waba_id: TEST_WABA, ...LIVE },
    );
    await addConnectedNumber(deps, { phoneNumberId });
    await turn(phoneNumberId, 'started');
  }
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

beforeEach(async () => {
  at += HOUR;
  for (const table of ['wakeups', 'waba_reads', 'account_events'] as const)
    await db.deleteFrom(table).execute();
});

const LIVE = {
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  quality_rating: 'GREEN',
};

const turn = (phoneNumberId: string, ...wokenBy: string[]) =>
  new MockActivityEnvironment().run(createActivities(deps).turn, {
    phoneNumberId,
    at,
    wokenBy,
    turnNo: ++turnNo,
    runStartedAt: 1,
  });

async function asCustomer(method: string, path: string): Promise<void> {
  const answer = await fetch(`${meta.url}/v24.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${TEST_TOKEN}` },
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** Meta tells something about the WABA. */
async function hear(field: string, value: unknown): Promise<void> {
  await deliver(db, [envelope(TEST_WABA, field, value, Math.floor(at / 1_000))], new Date(at));
  await drainAll(db, { now: () => at });
}
const alert = () =>
  hear('account_alerts', {
    entity_type: 'BUSINESS',
    entity_id: '1',
    alert_info: { alert_severity: 'INFORMATIONAL', alert_type: 'OBA_APPROVED' },
  });

/** What the worker does with a read that was asked for. */
async function readWhatIsDue(now = at, graph: Graph = deps.graph) {
  const [due] = await dueWabaReads(db, now, 10);
  if (due === undefined) return null;
  await forgetWabaRead(db, due);
  return readWaba({ ...deps, graph }, { ...due, at: now, why: [due.reason] });
}

const wakes = async () =>
  (await db.selectFrom('wakeups').selectAll().orderBy('phone_number_id').execute()).map(
    ({ phone_number_id: id, reason }) => [id, reason],
  );
const numberRow = (phoneNumberId: string): Promise<NumberRow> =>
  db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
async function reads(): Promise<string[]> {
  const answer = await fetch(`${meta.url}/_sim/requests?method=GET&limit=1000`);
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return data.map(({ path }) => path.replace('/v24.0/', ''));
}

test('an event costs one read of the WABA, wakes the number that changed and no other, and that read serves its turn', async () => {
  await meta.put(`/numbers/${CHANGING}`, { quality_rating: 'RED' });
  const before = (await reads()).length;

  await alert();
  expect(await wakes()).toEqual([]);
  expect(await readWhatIsDue()).toEqual({ numbers: 3, woken: 1 });
  expect(await wakes()).toEqual([[CHANGING, 'waba_event']]);
  // A live number has no run: the wake starts one.
  await turn(CHANGING, 'started', 'waba_event');

  const asked = (await reads()).slice(before);
  expect(asked.filter((path) => path.endsWith('/phone_numbers'))).toHaveLength(1);
  expect(asked.filter((path) => IDS.some((id) => path.startsWith(id)))).toEqual([]);
  expect((await numberRow(CHANGING)).node?.qualityRating).toBe('RED');
  expect((await numberRow(CHANGING)).memory.cause?.kind).toBe('meta_webhook');
  // The others were seen to be as they were.
  expect((await numberRow(QUIET)).node_read_at).toEqual(new Date(at));
  expect(await dueWabaReads(db, at + HOUR, 10)).toEqual([]);
});

test('a change that a read shows later only is found by one further look, and by no third', async () => {
  await alert();
  expect(await readWhatIsDue()).toEqual({ numbers: 3, woken: 0 });
  expect(await readWhatIsDue(at + MINUTE)).toBeNull();

  await meta.put(`/numbers/${WAITING}`, { name_status: 'DECLINED' });
  expect(await readWhatIsDue(at + 90 * SECOND)).toEqual({ numbers: 3, woken: 1 });
  expect(await wakes()).toEqual([[WAITING, 'waba_event']]);
  await turn(WAITING, 'waba_event');

  await alert();
  at += 10 * MINUTE;
  await readWhatIsDue();
  await readWhatIsDue(at + 90 * SECOND);
  expect(await dueWabaReads(db, at + HOUR, 10)).toEqual([]);
});

test('what holds for the whole account wakes all whom it concerns: one that cannot send yet loses nothing', async () => {
  await hear('account_update', {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [
      {
        restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
        expiration: Math.floor(at / 1_000) + 86_400,
      },
    ],
  });
  await readWhatIsDue();

  expect((await wakes()).map(([id]) => id)).toEqual([QUIET, CHANGING]);
  for (const id of [QUIET, CHANGING]) await turn(id, 'waba_event');
  expect((await numberRow(QUIET)).reason).toBe('restricted');

  await db.deleteFrom('account_events').execute();
  for (const id of [QUIET, CHANGING]) await turn(id, 'waba_event');
  expect((await numberRow(QUIET)).reason).toBe('live');
});

test('the first read goes at once, further ones within ten seconds are one', async () => {
  const due: (number | undefined)[] = [];
  const start = at;
  for (const offset of [0, 3_000, 5_000, 11_000]) {
    at = start + offset;
    await alert();
    const row = await db.selectFrom('waba_reads').selectAll().executeTakeFirst();
    due.push(row === undefined ? undefined : row.not_before.getTime() - start);
    if (offset !== 3_000) await db.deleteFrom('waba_reads').execute();
  }
  expect(due).toEqual([0, 10_000, 10_000, 20_000]);
});

test('an answer from before the event serves nobody after it, and the next one does', async () => {
  const overtaken: Graph = {
    ...deps.graph,
    phoneNumbers: async (caller, wabaId) => {
      const answer = await deps.graph.phoneNumbers(caller, wabaId);
      await meta.put(`/numbers/${QUIET}`, { quality_rating: 'YELLOW' });
      at += 20 * SECOND;
      await alert();
      return answer;
    },
  };
  const first = at;
  await alert();
  await readWhatIsDue(first, overtaken);
  expect((await numberRow(QUIET)).node?.qualityRating).toBe('GREEN');
  expect(
    await db.selectFrom('wabas').select(['nodes', 'facts_read_at']).executeTakeFirstOrThrow(),
  ).toEqual({ nodes: null, facts_read_at: null });

  await db.deleteFrom('wakeups').execute();
  await readWhatIsDue();
  expect(await wakes()).toEqual([[QUIET, 'waba_event']]);
  await turn(QUIET, 'waba_event');
});

test('Meta out of reach: nobody is woken for nothing, and the read is asked for again', async () => {
  const silent: Graph = {
    ...deps.graph,
    phoneNumbers: () =>
      Promise.resolve({
        kind: 'unreadable',
        failure: { cause: 'timeout', httpStatus: null, message: 'no answer' },
      }),
  };
  await alert();
  await readWhatIsDue(at, silent);

  expect(await wakes()).toEqual([]);
  expect(await dueWabaReads(db, at + 4 * MINUTE, 10)).toEqual([]);
  expect(await dueWabaReads(db, at + 6 * MINUTE, 10)).toMatchObject([KEY]);
});

test('with a token that Meta refuses nothing is called', async () => {
  await db
    .updateTable('tokens')
    .set({
      refused: JSON.stringify({
        since: at,
        refusal: {
          class: 'token',
          code: 190,
          subcode: null,
          title: null,
          message: 'expired',
          details: null,
          fbtraceId: null,
          retryAfterMs: null,
        },
      }),
    })
    .execute();
  const before = (await reads()).length;
  await alert();
  await readWhatIsDue();
  expect((await reads()).length).toBe(before);
  await db.updateTable('tokens').set({ refused: null }).execute();
});

test('an account that only names the WABA hears nothing of it and costs it no read', async () => {
  const { id: stranger } = await db
    .insertInto('accounts')
    .values({ name: 'Elsewhere', created_at: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow();
  const claimed = await addConnectedNumber(
    deps,
    { phoneNumberId: '106540352253999', accessToken: 'EAASTRANGER0001' },
    stranger,
  );
  await hear('account_review_update', { decision: 'REJECTED' });

  expect(await dueWabaReads(db, at, 10)).toMatchObject([KEY]);
  const told = await db
    .selectFrom('timeline')
    .select('sentence')
    .where('number_id', '=', claimed.id)
    .where('kind', '=', 'account_reviewed')
    .execute();
  expect(told).toEqual([]);
  expect(
    await db.selectFrom('events').select('type').where('account_id', '=', stranger).execute(),
  ).not.toContainEqual({ type: 'waba.updated' });
  expect((await numberRow('106540352253999')).memory.hintedAt).toBeUndefined();
});

test('a decision about a number that was never read is applied once its digits are known, once', async () => {
  const phoneNumberId = '106540352253777';
  await meta.put(`/numbers/${phoneNumberId}`, {
    waba_id: TEST_WABA,
    display_phone_number: '+1 202-555-0777',
    verified_name: 'Example Store',
    status: 'PENDING',
    platform_type: 'NOT_APPLICABLE',
    code_verification_status: 'VERIFIED',
    name_status: 'DECLINED',
  });
  const declined = {
    display_phone_number: '12025550777',
    decision: 'REJECTED',
    requested_verified_name: 'Example Store',
    rejection_reason: 'NAME_NOT_CONSISTENT',
  };
  const { id } = await addConnectedNumber(deps, { phoneNumberId });
  await hear('phone_number_name_update', declined);
  await hear('phone_number_name_update', { ...declined, display_phone_number: '12025550666' });
  const told = async () =>
    (
      await db
        .selectFrom('timeline')
        .select('sentence')
        .where('number_id', '=', id)
        .where('kind', '=', 'name_decided')
        .execute()
    ).length;
  expect(await told()).toBe(0);

  await turn(phoneNumberId, 'started');
  const { reason, explanation, memory } = await numberRow(phoneNumberId);
  expect(reason).toBe('name_declined');
  expect(explanation.explanation).toContain('it does not match how the business presents itself');
  expect(memory.nameRejection?.at).toBe(Math.floor(at / 1_000) * 1_000);

  await turn(phoneNumberId, 'timer');
  await hear('phone_number_name_update', declined);
  expect(await told()).toBe(1);
  const waiting = await db
    .selectFrom('account_events')
    .select('waiting_digits')
    .where('waiting_digits', 'is not', null)
    .execute();
  expect(waiting).toEqual([{ waiting_digits: '12025550666' }]);
});

test('a change of quality is told on once: by the read, whether the webhook comes before it or after', async () => {
  const { id, node } = await numberRow(QUIET);
  const told = async () =>
    (
      await db
        .selectFrom('events')
        .select('data')
        .where('number_id', '=', id)
        .where('type', '=', 'number.health_changed')
        .where('created_at', '>=', new Date(at))
        .execute()
    ).map(({ data }) => (data['change'] as { facts: { field: string } }).facts.field);
  const quality = (event: string) =>
    hear('phone_number_quality_update', {
      display_phone_number: (node?.displayPhoneNumber ?? '').replace(/\D/g, ''),
      event,
    });
  await meta.put(`/numbers/${QUIET}`, { status: 'FLAGGED' });
  await quality('FLAGGED');
  expect(await told()).toEqual([]);
  expect(await wakes()).toEqual([[QUIET, 'meta_event']]);
  await turn(QUIET, 'meta_event');
  expect(await told()).toEqual(['status']);

  at += HOUR;
  await meta.put(`/numbers/${QUIET}`, { status: 'CONNECTED' });
  await turn(QUIET, 'timer');
  await quality('UNFLAGGED');
  await turn(QUIET, 'meta_event');
  expect(await told()).toEqual(['status']);
});
