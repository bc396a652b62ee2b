import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Dependencies } from '../../../src/activities/dependencies.js';
import { platformActor } from '../../../src/operations/actor.js';
import { replaceToken } from '../../../src/operations/replace-token.js';
import { sweepHealth } from '../../../src/activities/sweep-health.js';
import { makeTurn } from '../../../src/activities/turn.js';
import { createGraphClient } from '../../../src/graph/client.js';
import type { Graph } from '../../../src/graph/graph.js';
import { DAY, HOUR, MINUTE } from '../../../src/onboarding/duration.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { sweepLag } from '../../../src/store/sweeps.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { noteWebhook } from '../../../src/store/webhook-numbers.js';
import { addConnectedNumber, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';

/** Sweeps over live numbers, with Meta's simulator and Postgres, and without Temporal. */
let database: TestDatabase;
let db: Database;
let meta: Meta;
let deps: Dependencies;
let sequence = 0;
let turnNo = 0;
/** When the numbers of a test became live. */
let liveAt: number;

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url, { max: 5 });
  deps = {
    db,
    vault: testVault(),
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1, 1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  };
});
beforeEach(async () => {
  liveAt = Date.now();
  await db.updateTable('wabas').set({ next_sweep_at: null }).execute();
  await db.deleteFrom('wakeups').execute();
});
afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

interface Account {
  readonly wabaId: string;
  readonly token: string;
  readonly ids: readonly string[];
}

/** A WABA with so many numbers, all live, and none of them waiting to be woken. */
async function liveWaba(count = 1): Promise<Account> {
  const wabaId = `2033544400${String(++sequence).padStart(5, '0')}`;
  const token = `EAATESTSWEEP${sequence}`;
  await meta.put(`/wabas/${wabaId}`, { token });
  const ids = Array.from(
    { length: count },
    (_, n) => `10654${String(sequence).padStart(5, '0')}${String(n).padStart(5, '0')}`,
  );
  for (const phoneNumberId of ids) {
    await meta.put(`/numbers/${phoneNumberId}`, {
      waba_id: wabaId,
      status: 'CONNECTED',
      platform_type: 'CLOUD_API',
      code_verification_status: 'VERIFIED',
      name_status: 'APPROVED',
      quality_rating: 'GREEN',
    });
  }
  await asCustomer({ wabaId, token, ids }, 'POST', `${wabaId}/subscribed_apps`);
  for (const phoneNumberId of ids) {
    await addConnectedNumber(deps, { phoneNumberId, wabaId, accessToken: token });
    await turn(phoneNumberId, liveAt);
  }
  await db.deleteFrom('wakeups').execute();
  return { wabaId, token, ids };
}

async function asCustomer({ token }: Account, method: string, path: string): Promise<void> {
  const answer = await fetch(`${meta.url}/v24.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const turn = (phoneNumberId: string, at: number) =>
  new MockActivityEnvironment().run(makeTurn(deps), {
    phoneNumberId,
    at,
    wokenBy: ['sweep'],
    turnNo: ++turnNo,
    runStartedAt: 1,
  });
const sweep = (at: number, graph: Graph = deps.graph) =>
  sweepHealth({ ...deps, graph }, { at }, (wabaId, error) => {
    throw new Error(`WABA ${wabaId} could not be swept`, { cause: error });
  });

const numberRow = (phoneNumberId: string): Promise<NumberRow> =>
  db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
const wabaRow = ({ wabaId }: Account) =>
  db.selectFrom('wabas').selectAll().where('waba_id', '=', wabaId).executeTakeFirstOrThrow();
const wakes = async (): Promise<string[]> =>
  (await db.selectFrom('wakeups').select('phone_number_id').execute()).map(
    (row) => row.phone_number_id,
  );
const events = async (type: string, numberId: string | null): Promise<unknown[]> =>
  db
    .selectFrom('events')
    .select('data')
    .where('type', '=', type)
    .where('number_id', numberId === null ? 'is' : '=', numberId)
    .execute();
const told = async (kind: string, numberId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('timeline')
      .select('sentence')
      .where('kind', '=', kind)
      .where('number_id', '=', numberId)
      .orderBy('id')
      .execute()
  ).map(({ sentence }) => sentence);
/** Paths that Meta was asked for, but for the first so many. */
async function reads(since: number): Promise<string[]> {
  const answer = await fetch(`${meta.url}/_sim/requests?method=GET&limit=1000`);
  const { data } = (await answer.json()) as { data: { path: string }[] };
  return data.slice(since).map(({ path }) => path.replace('/v24.0/', ''));
}
const readCount = async (): Promise<number> => (await reads(0)).length;

test('thirty numbers of a WABA cost one list read and one of its subscription, and each is told when it is looked at next', async () => {
  const account = await liveWaba(30);
  const before = await readCount();
  const at = liveAt + HOUR;

  expect(await sweep(at)).toMatchObject({ wabas: 1, numbers: 30, woken: 0, failed: 0 });

  const asked = await reads(before);
  // Thirty are two pages of Meta's default size; one of a hundred holds them all.
  expect(asked.filter((path) => path.includes('/phone_numbers'))).toHaveLength(1);
  expect(asked.filter((path) => path.endsWith('/subscribed_apps'))).toHaveLength(1);
  expect(asked).toHaveLength(2);
  const { next_sweep_at: next, swept_at: sweptAt } = await wabaRow(account);
  expect(next?.getTime()).toBeGreaterThanOrEqual(at + HOUR);
  expect(sweptAt?.getTime()).toBeGreaterThanOrEqual(at);
  for (const id of account.ids) {
    const row = await numberRow(id);
    expect(row.next_check_at).toEqual(next);
    expect(row.explanation.next_check_at).toBe(next?.toISOString());
    expect(row.conditions.find(({ type }) => type === 'connected')?.read_at).toBe(
      sweptAt?.toISOString(),
    );
  }
  expect(await sweep(at + MINUTE)).toMatchObject({ wabas: 0 });
});

test('two sweepers at once sweep each WABA once', async () => {
  const accounts = [];
  for (let n = 0; n < 6; n++) accounts.push(await liveWaba());
  const before = await readCount();

  const reports = await Promise.all([sweep(liveAt + HOUR), sweep(liveAt + HOUR)]);

  expect(reports.reduce((sum, { wabas }) => sum + wabas, 0)).toBe(6);
  expect((await reads(before)).filter((path) => path.includes('/phone_numbers'))).toHaveLength(6);
});

test('a change of health is told once, whether turn or sweep sees it first; no change is not told', async () => {
  const account = await liveWaba();
  const [id = ''] = account.ids;
  const { id: numberId } = await numberRow(id);
  await meta.put(`/numbers/${id}`, { quality_rating: 'YELLOW' });

  await sweep(liveAt + HOUR);
  await turn(id, liveAt + HOUR + MINUTE);
  await sweep(liveAt + 2 * HOUR);

  expect(await told('health_changed', numberId)).toEqual([
    "The number's quality rating is now YELLOW. It was GREEN before.",
  ]);
  expect(await events('number.health_changed', numberId)).toHaveLength(1);
  const snapshots = await db
    .selectFrom('health_snapshots')
    .select('id')
    .where('number_id', '=', numberId)
    .execute();
  expect(snapshots).toHaveLength(2);

  await meta.put(`/numbers/${id}`, { quality_rating: 'GREEN' });
  await turn(id, liveAt + 3 * HOUR);
  await sweep(liveAt + 4 * HOUR);
  expect(await events('number.health_changed', numberId)).toHaveLength(2);
});

test('a WABA with a risky number is swept every half hour', async () => {
  const account = await liveWaba();
  await meta.put(`/numbers/${account.ids[0]}`, { quality_rating: 'RED' });
  const at = liveAt + HOUR;

  await sweep(at);

  const { next_sweep_at: next } = await wabaRow(account);
  expect(next?.getTime()).toBeLessThan(at + 31 * MINUTE);
});

test('drift: noted by one look, a turn is asked for by the second, and not again', async () => {
  const account = await liveWaba(2);
  const [first = ''] = account.ids;
  await meta.put(`/numbers/${first}`, { status: 'PENDING' });

  expect(await sweep(liveAt + HOUR)).toMatchObject({ numbers: 2, woken: 0 });
  expect(await wakes()).toEqual([]);
  const { next_sweep_at: next } = await wabaRow(account);
  expect(next?.getTime()).toBeLessThan(liveAt + HOUR + 3 * MINUTE);
  expect((await numberRow(first)).next_check_at).toEqual(next);

  expect(await sweep(next?.getTime() ?? 0)).toMatchObject({ woken: 1 });
  expect(await wakes()).toEqual([first]);

  await db.deleteFrom('wakeups').execute();
  expect(await sweep(liveAt + 3 * HOUR)).toMatchObject({ numbers: 2, woken: 0 });
  expect(await wakes()).toEqual([]);
});

test('drift that was gone at the second look asks for nothing', async () => {
  const account = await liveWaba();
  const [id = ''] = account.ids;
  await asCustomer(account, 'DELETE', `${account.wabaId}/subscribed_apps`);
  await sweep(liveAt + HOUR);
  expect((await numberRow(id)).drift).toMatchObject({ wokenAt: null });
  await asCustomer(account, 'POST', `${account.wabaId}/subscribed_apps`);

  await sweep(liveAt + HOUR + 3 * MINUTE);

  expect(await wakes()).toEqual([]);
  expect((await numberRow(id)).drift).toBeNull();
});

test('a slow sweep does not overwrite what a newer turn saw', async () => {
  const account = await liveWaba();
  const [id = ''] = account.ids;
  // Meta's answer is from before the change; it arrives after the turn that saw the change.
  const slow: Graph = {
    ...deps.graph,
    phoneNumbers: async (caller, wabaId) => {
      const answer = await deps.graph.phoneNumbers(caller, wabaId);
      await meta.put(`/numbers/${id}`, { quality_rating: 'RED' });
      await turn(id, liveAt + HOUR + MINUTE);
      return answer;
    },
  };
  const { id: numberId } = await numberRow(id);

  await sweep(liveAt + HOUR, slow);

  expect((await numberRow(id)).node).toMatchObject({ qualityRating: 'RED' });
  expect(await told('health_changed', numberId)).toHaveLength(1);
});

test('a WABA that Meta does not answer for holds up no other; its numbers stay as they are and are looked at again soon', async () => {
  const [broken, well] = [await liveWaba(), await liveWaba()];
  const before = await numberRow(broken.ids[0] ?? '');
  const flaky: Graph = {
    ...deps.graph,
    phoneNumbers: (caller, wabaId) =>
      wabaId === broken.wabaId
        ? Promise.resolve({
            kind: 'unreadable',
            failure: { cause: 'timeout', httpStatus: null, message: 'no answer' },
          })
        : deps.graph.phoneNumbers(caller, wabaId),
  };
  const at = liveAt + HOUR;

  expect(await sweep(at, flaky)).toMatchObject({ wabas: 2, numbers: 2, failed: 1, woken: 0 });

  const after = await wabaRow(broken);
  expect(after.sweep_error).toMatchObject({ failures: 1 });
  expect(after.swept_at).toBeNull();
  expect(after.sweep_attempted_at?.getTime()).toBeGreaterThanOrEqual(at);
  expect(after.next_sweep_at?.getTime()).toBeLessThan(at + 6 * MINUTE);
  expect(await numberRow(broken.ids[0] ?? '')).toMatchObject({
    node: before.node,
    stage: 'live',
    next_check_at: after.next_sweep_at,
  });
  expect((await wabaRow(well)).swept_at).not.toBeNull();
});

test('a WABA that breaks our own code holds up no other, and is due again', async () => {
  const [broken, well] = [await liveWaba(), await liveWaba()];
  const throwing: Graph = {
    ...deps.graph,
    phoneNumbers: (caller, wabaId) => {
      if (wabaId === broken.wabaId) throw new Error('a bug');
      return deps.graph.phoneNumbers(caller, wabaId);
    },
  };
  const failed: string[] = [];

  await sweepHealth({ ...deps, graph: throwing }, { at: liveAt + HOUR }, (id) => failed.push(id));

  expect(failed).toEqual([broken.wabaId]);
  expect((await wabaRow(well)).swept_at).not.toBeNull();
  const { next_sweep_at: next } = await wabaRow(broken);
  expect(next?.getTime()).toBeLessThan(liveAt + HOUR + 6 * MINUTE);
});

test('a WABA whose token Meta refuses is not asked about, and counts for no lag', async () => {
  const account = await liveWaba();
  const { token_id } = await wabaRow(account);
  await db
    .updateTable('tokens')
    .set({
      refused: JSON.stringify({ refusal: { class: 'token', code: 190 }, since: liveAt }),
    })
    .where('id', '=', token_id)
    .execute();

  expect(await sweep(liveAt + DAY)).toMatchObject({ wabas: 0 });
  expect(await sweepLag(db, liveAt + DAY)).toEqual({ due: 0, seconds: 0 });
});

test('the lag is how late the most overdue WABA is', async () => {
  const account = await liveWaba();
  await liveWaba();
  const due = (await wabaRow(account)).next_sweep_at?.getTime() ?? 0;
  await db
    .updateTable('wabas')
    .set({ next_sweep_at: new Date(due) })
    .where('next_sweep_at', 'is not', null)
    .execute();

  expect(await sweepLag(db, due - 1)).toEqual({ due: 0, seconds: 0 });
  expect(await sweepLag(db, due + 90_000)).toEqual({ due: 2, seconds: 90 });
});

test('a restriction holds until the second it ends: it is looked at then, and the reason goes', async () => {
  const account = await liveWaba();
  const [id = ''] = account.ids;
  const expiresAt = Math.floor((liveAt + 20 * MINUTE) / 1_000) * 1_000;
  await db
    .insertInto('account_events')
    .values({
      hash: `restriction of ${account.wabaId}`,
      waba_id: account.wabaId,
      field: 'account_update',
      kind: 'account_restriction',
      access: null,
      value: JSON.stringify({
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [
          { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: expiresAt / 1_000 },
          {
            restriction_type: 'RESTRICTED_USER_INITIATED_CALLING',
            expiration: expiresAt / 1_000 + 9,
          },
        ],
      }),
      occurred_at: new Date(liveAt),
      received_at: new Date(liveAt),
    })
    .execute();

  await turn(id, liveAt + MINUTE);

  const restricted = await numberRow(id);
  expect(restricted).toMatchObject({ stage: 'live', reason: 'restricted', waiting_on: 'time' });
  expect(restricted.explanation).toMatchObject({
    until: new Date(expiresAt).toISOString(),
    explanation: 'Meta restricts this number or account: biz initiated messaging.',
    next_check_at: new Date(expiresAt).toISOString(),
  });
  expect((await wabaRow(account)).next_sweep_at?.getTime()).toBe(expiresAt);
  expect(
    await db.selectFrom('wakeups').select('not_before').where('phone_number_id', '=', id).execute(),
  ).toEqual([{ not_before: new Date(expiresAt) }]);

  expect(await sweep(expiresAt - 1)).toMatchObject({ wabas: 0 });
  expect(await sweep(expiresAt)).toMatchObject({ wabas: 1, woken: 1 });
  await turn(id, expiresAt + 1);
  expect(await numberRow(id)).toMatchObject({ stage: 'live', reason: 'live' });
});

test('a busy number that falls silent says so; what arrives then wakes it', async () => {
  const account = await liveWaba();
  const [id = ''] = account.ids;
  const { id: numberId } = await numberRow(id);
  const lastAt = liveAt + 13 * DAY;
  await db
    .insertInto('inbound_messages')
    .values(
      Array.from({ length: 13 * 24 }, (_, n) => ({
        phone_number_id: id,
        wamid: `wamid.${n}`,
        number_id: numberId,
        type: 'text',
        sender: '15550100',
        occurred_at: new Date(lastAt - n * HOUR),
        received_at: new Date(lastAt - n * HOUR),
        payload: '{}',
      })),
    )
    .execute();
  await noteWebhook(db, [numberId], new Date(lastAt));

  await sweep(lastAt + HOUR);
  expect(await wakes()).toEqual([]);
  const silentAt = lastAt + 7 * HOUR;
  expect(await sweep(silentAt)).toMatchObject({ woken: 1 });
  await turn(id, silentAt + 1_000);

  const silent = await numberRow(id);
  expect(silent).toMatchObject({ stage: 'live', reason: 'silent', waiting_on: 'operator' });
  expect(silent.explanation.explanation).toMatch(
    /^Nothing has arrived for 7 hours; the usual gap is \d+ minutes\.$/,
  );
  expect(silent.conditions.find(({ type }) => type === 'can_receive')).toMatchObject({
    status: 'not_met',
    reason: 'silent',
  });
  expect(await events('number.silent', numberId)).toHaveLength(1);

  await db.deleteFrom('wakeups').execute();
  await noteWebhook(db, [numberId], new Date(silentAt + MINUTE));
  expect(await wakes()).toEqual([id]);
  await turn(id, silentAt + 2 * MINUTE);
  expect(await numberRow(id)).toMatchObject({ reason: 'live' });
  expect(await events('number.silent', numberId)).toHaveLength(1);
});

test('what changes for a WABA is told to its account once, and to each of its numbers', async () => {
  const account = await liveWaba(2);
  await db
    .updateTable('wabas')
    .set({ facts_read_at: null })
    .where('waba_id', '=', account.wabaId)
    .execute();
  await meta.put(`/wabas/${account.wabaId}`, { account_review_status: 'REJECTED' });

  await sweep(liveAt + HOUR);
  await sweep(liveAt + 8 * HOUR);

  const restricted = await db
    .selectFrom('events')
    .select('data')
    .where('type', '=', 'waba.restricted')
    .execute();
  expect(
    restricted.filter(({ data }) => JSON.stringify(data).includes(account.wabaId)),
  ).toHaveLength(1);
  for (const id of account.ids) {
    expect(await told('waba_changed', (await numberRow(id)).id)).toEqual([
      "The WhatsApp account's review is now REJECTED. It was APPROVED before.",
    ]);
  }
});

test('a WABA without a live number is not swept again', async () => {
  const account = await liveWaba();
  await db
    .updateTable('numbers')
    .set({ stage: 'activating' })
    .where('waba_id', '=', account.wabaId)
    .execute();

  expect(await sweep(liveAt + HOUR)).toMatchObject({ wabas: 1, numbers: 0 });

  expect((await wabaRow(account)).next_sweep_at).toBeNull();
});

test('a WABA of three pages: numbers on any of them are found with one read of each page', async () => {
  const account = await liveWaba(3);
  for (let n = 0; n < 210; n++)
    await meta.put(
      `/numbers/20654${String(sequence).padStart(4, '0')}${String(n).padStart(5, '0')}`,
      {
        waba_id: account.wabaId,
        status: 'CONNECTED',
        last_onboarded_time: new Date(liveAt - n * MINUTE).toISOString(),
      },
    );
  for (const [nth, id] of account.ids.entries())
    await meta.put(`/numbers/${id}`, {
      quality_rating: 'YELLOW',
      last_onboarded_time: new Date(liveAt - nth * 104.5 * MINUTE).toISOString(),
    });
  const before = await readCount();

  expect(await sweep(liveAt + HOUR)).toMatchObject({ wabas: 1, numbers: 3, failed: 0 });

  const asked = await reads(before);
  expect(asked.filter((path) => path.includes('/phone_numbers'))).toHaveLength(3);
  expect(asked.filter((path) => account.ids.some((id) => path.startsWith(id)))).toEqual([]);
  for (const id of account.ids) expect((await numberRow(id)).node?.qualityRating).toBe('YELLOW');
});

test('a token that is replaced in the middle of a sweep: what Meta says of the old one is held against neither', async () => {
  const account = await liveWaba(2);
  const [id = ''] = account.ids;
  const token = `${account.token}NEW`;
  const replaced: Graph = {
    ...deps.graph,
    phoneNumbers: async (caller, wabaId) => {
      await meta.put(`/wabas/${wabaId}`, { token_ended: 'expired' });
      await meta.put(`/wabas/${wabaId}`, { token });
      const clock = { now: () => liveAt + HOUR };
      await replaceToken(platformActor('test'), wabaId, token, { ...deps, clock });
      return deps.graph.phoneNumbers(caller, wabaId);
    },
  };

  await sweep(liveAt + HOUR, replaced);
  expect(await numberRow(id)).toMatchObject({ stage: 'live', reason: 'live' });
  const waba = await wabaRow(account);
  const { refused } = await db
    .selectFrom('tokens')
    .select('refused')
    .where('id', '=', waba.token_id)
    .executeTakeFirstOrThrow();
  expect(refused).toBeNull();
  expect(await wakes()).toEqual(expect.arrayContaining([...account.ids]));

  await db.deleteFrom('wakeups').execute();
  await sweep(waba.next_sweep_at?.getTime() ?? 0);
  expect(await numberRow(id)).toMatchObject({ stage: 'live', reason: 'live', drift: null });
  expect((await wabaRow(account)).sweep_error).toBeNull();
});
