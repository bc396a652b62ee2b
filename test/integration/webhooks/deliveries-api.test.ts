import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { markProcessed } from '../../../src/store/claim-deliveries.js';
import { createDeliveryPartitions, daysAround } from '../../../src/store/delivery-partitions.js';
import { SCOPES, type DeliveryElement } from '../../../src/store/tables.js';
import { advanceReplay } from '../../../src/store/webhook-replays.js';
import { startReplays } from '../../../src/webhooks/replay-loop.js';
import { startListener } from '../../../src/store/listen.js';
import { withDatabase } from '../../support/admin-query.js';
import { waitUntil } from '../../support/wait-until.js';
import { newId, startHarness, type Harness } from '../api/harness.js';

const DAY = 86_400_000;
let api: Harness;
let at: number;
beforeAll(async () => {
  api = await startHarness();
  await createDeliveryPartitions(api.db, daysAround(api.clock.at, 30, 3));
  at = api.clock.at - 20 * DAY;
});
afterAll(() => api.close());

/** A day of its own for a test. */
const nextDay = (): number => (at += DAY);

async function deliver(
  when: number,
  elements: readonly DeliveryElement[] | null,
  body: Buffer | string = '{}',
): Promise<string> {
  const { id } = await api.db
    .insertInto('webhook_deliveries')
    .values({
      received_at: new Date(when),
      route: 'app',
      signed_by: 1,
      body: Buffer.from(body),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const receivedAt = new Date(when);
  if (elements !== null)
    await markProcessed(api.db, [{ id, receivedAt, before: null, error: null, elements }], when);
  return id;
}
const element = (more: Partial<DeliveryElement> = {}): DeliveryElement => ({
  kind: 'status',
  key: newId(),
  fate: 'stored',
  ...more,
});
const iso = (when: number): string => new Date(when).toISOString();
const ids = (body: { data: { id: string }[] }): string[] => body.data.map(({ id }) => id);
const between = (from: number, to: number): string =>
  `created_after=${iso(from)}&created_before=${iso(to)}`;

describe('looking at what Meta sent', () => {
  test('newest first, in pages, by number, kind and time', async () => {
    const day = nextDay();
    const number = newId();
    const first = await deliver(day + 1, [element({ number_id: number })]);
    const second = await deliver(day + 2, [element({ kind: 'message', number_id: number })]);
    const third = await deliver(day + 3, [
      element(),
      element({ kind: 'phone_number_name_update' }),
    ]);
    const waiting = await deliver(day + 4, null);
    const range = between(day, day + 5);
    const list = async (query: string) =>
      (await api.call('GET', `/v1/webhook-deliveries?${query}`)).body;

    expect(ids(await list(range))).toEqual([waiting, third, second, first]);
    const page = await list(`${range}&limit=3`);
    expect([page.has_more, ids(page)]).toEqual([true, [waiting, third, second]]);
    expect(ids(await list(`${range}&limit=3&after=${page.next}`))).toEqual([first]);
    expect(ids(await list(`number_id=${number}`))).toEqual([second, first]);
    expect(ids(await list(`${range}&kind=message,phone_number_name_update`))).toEqual([
      third,
      second,
    ]);
    expect(ids(await list(`number_id=${number}&kind=messages`))).toEqual([second, first]);
    expect(ids(await list(`number_id=${number}&kind=statuses`))).toEqual([first]);
    expect(ids(await list(between(day + 1, day + 3)))).toEqual([second]);
    expect(page.data[0]).toEqual({
      id: waiting,
      received_at: iso(day + 4),
      processed_at: null,
      error: null,
      elements: null,
    });
  });

  test.each(['kind=', 'limit=0', 'created_after=yesterday', 'after=x', 'unknown=1'])(
    'the query %s is not valid',
    async (query) =>
      expect((await api.call('GET', `/v1/webhook-deliveries?${query}`)).status).toBe(422),
  );

  test('one shows the bytes as they came', async () => {
    const text = '{"name":"\\u05d3", "a":1}';
    const id = await deliver(nextDay(), [element()], text);
    const binary = await deliver(at, null, Buffer.from([0xff, 0x00]));

    const { body } = await api.call('GET', `/v1/webhook-deliveries/${id}`);
    expect(body).toMatchObject({
      id,
      route: 'app',
      signed_by: 1,
      body: text,
      body_encoding: 'utf8',
    });
    const other = await api.call('GET', `/v1/webhook-deliveries/${binary}`);
    expect(other.body).toMatchObject({ body: '/wA=', body_encoding: 'base64', elements: null });
  });

  test.each(['0', 'x', '99999999999999999999', '999999999999999999'])('%s is 404', async (id) =>
    expect((await api.call('GET', `/v1/webhook-deliveries/${id}`)).status).toBe(404),
  );
});

describe('whose delivery it is', () => {
  test('an account sees its own elements, and bytes that concern nobody else', async () => {
    const day = nextDay();
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    const phoneNumberId = await api.addNumber({}, { key });
    const ofAccount = element({ account_id: account, number_id: phoneNumberId });
    const byNumber = element({ number_id: phoneNumberId });
    const foreign = element({ account_id: '1', number_id: newId() });
    const nobodys = element({ kind: 'unknown' });
    const own = await deliver(day + 1, [ofAccount, byNumber], '{"own":1}');
    const mixed = await deliver(day + 2, [foreign, ofAccount], '{"mixed":1}');
    const withNobody = await deliver(day + 3, [ofAccount, nobodys], '{"nobody":1}');
    // Its number now, another account's when it came.
    const former = await deliver(day + 4, [element({ account_id: '1', number_id: phoneNumberId })]);
    const unprocessed = await deliver(day + 5, null);
    const see = (id: string) => api.call('GET', `/v1/webhook-deliveries/${id}`, { key });

    const list = await api.call('GET', `/v1/webhook-deliveries?${between(day, day + 9)}`, { key });
    expect(ids(list.body)).toEqual([withNobody, mixed, own]);
    expect((await see(own)).body).toMatchObject({
      body: '{"own":1}',
      elements: [ofAccount, byNumber],
    });
    expect((await see(mixed)).body).toMatchObject({ body: null, elements: [ofAccount] });
    expect((await see(withNobody)).body).toMatchObject({ body: null, elements: [ofAccount] });
    for (const id of [former, unprocessed]) {
      expect((await see(id)).status).toBe(404);
      const replay = await api.call('POST', `/v1/webhook-deliveries/${id}/replay`, { key });
      expect(replay.status).toBe(404);
    }
    // A platform key that acts for the account sees the same.
    const headers = { 'account-id': account };
    expect((await api.call('GET', `/v1/webhook-deliveries/${former}`, { headers })).status).toBe(
      404,
    );
  });

  test('an account sees what happened to its WABAs, once Meta let its token read them', async () => {
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    const waba_id = newId();
    await api.addNumber({ waba_id }, { key });
    const id = await deliver(nextDay(), [element({ kind: 'account_update', waba_id })]);
    // Anybody may name an account.
    expect((await api.call('GET', `/v1/webhook-deliveries/${id}`, { key })).status).toBe(404);

    await api.db
      .updateTable('wabas')
      .set({ subscription: JSON.stringify({ subscribed: true }) })
      .where('waba_id', '=', waba_id)
      .execute();
    expect((await api.call('GET', `/v1/webhook-deliveries/${id}`, { key })).status).toBe(200);
  });

  test('and nothing about another account’s number in the same WABA', async () => {
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    const waba_id = newId();
    await api.addNumber({ waba_id }, { key });
    const neighbour = { account_id: '1', number_id: newId(), waba_id };
    const id = await deliver(nextDay(), [
      element({ kind: 'phone_number_name_update', ...neighbour }),
    ]);

    expect((await api.call('GET', `/v1/webhook-deliveries/${id}`, { key })).status).toBe(404);
  });

  test.each([
    ['operate', 'GET', '/v1/webhook-deliveries'],
    ['operate', 'GET', '/v1/webhook-deliveries/1'],
    ['read', 'POST', '/v1/webhook-deliveries/1/replay'],
    ['read', 'POST', '/v1/webhook-replays'],
    ['operate', 'GET', '/v1/webhook-replays/00000000-0000-4000-8000-000000000000'],
  ] as const)('the scope %s is not enough for %s %s', async (scope, method, path) => {
    const key = await api.addKey('1', [scope]);
    const json = path.endsWith('replays')
      ? { created_after: iso(0), created_before: iso(1) }
      : undefined;
    const { status, body } = await api.call(method, path, { key, json });
    expect([status, body.code]).toEqual([403, 'insufficient_scope']);
  });
});

describe('replay', () => {
  const row = (id: string) =>
    api.db
      .selectFrom('webhook_deliveries')
      .select(['processed_at', 'error', 'elements'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  const ask = (json: unknown, key?: string) =>
    api.call('POST', '/v1/webhook-replays', { json, ...(key && { key }) });
  const progress = async (id: string, key?: string) =>
    (await api.call('GET', `/v1/webhook-replays/${id}`, { ...(key && { key }) })).body;

  test('of one puts it back for the drain, once more as often as asked, and audits it', async () => {
    const id = await deliver(nextDay(), [element()]);
    await api.db
      .updateTable('webhook_deliveries')
      .set({ error: 'odd' })
      .where('id', '=', id)
      .execute();

    const first = await api.call('POST', `/v1/webhook-deliveries/${id}/replay`);
    const again = await api.call('POST', `/v1/webhook-deliveries/${id}/replay`);

    expect([first.status, again.status]).toEqual([202, 202]);
    expect(first.body).toMatchObject({ id, processed_at: null, error: null });
    expect(await row(id)).toMatchObject({ processed_at: null, error: null });
    const audit = await api.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject', '=', `webhook_delivery/${id}`)
      .execute();
    expect(audit).toEqual([first, again].map(() => ({ action: 'webhook_delivery.replay' })));
  });

  test('of a time is a job in pieces, which counts and ends; what came later is not in it', async () => {
    const day = nextDay();
    const inside = [];
    for (let nth = 1; nth <= 5; nth++) inside.push(await deliver(day + nth, [element()]));
    const outside = await deliver(day + 100, [element()]);

    const { status, body, headers } = await ask({
      created_after: iso(day),
      created_before: iso(day + 50),
    });
    const later = await deliver(day + 6, [element()]);

    expect([status, headers.get('location')]).toEqual([202, `/v1/webhook-replays/${body.id}`]);
    expect(body).toMatchObject({ state: 'running', matched: 5, replayed: 0 });
    await advanceReplay(api.db, api.clock.at, 2);
    expect(await progress(body.id)).toMatchObject({ state: 'running', matched: 5, replayed: 2 });
    await advanceReplay(api.db, api.clock.at, 2);
    await advanceReplay(api.db, api.clock.at, 2);
    expect(await progress(body.id)).toMatchObject({
      state: 'done',
      matched: 5,
      replayed: 5,
      finished_at: iso(api.clock.at),
    });
    expect(await advanceReplay(api.db, api.clock.at, 2)).toBe(false);
    const put = await Promise.all([...inside, outside, later].map(row));
    expect(put.map(({ processed_at: processed }) => processed === null)).toEqual([
      ...inside.map(() => true),
      false,
      false,
    ]);
  });

  test('several copies share the jobs, are told of them, and each piece is counted once', async () => {
    const day = nextDay();
    for (let nth = 1; nth <= 30; nth++) await deliver(day + nth, [element()]);
    const listener = startListener(await databaseUrl(), () => {});
    const log = pino({ level: 'silent' });
    const loops = [1, 2, 3].map(() => startReplays({ db: api.db, listener, log, rows: 4 }));
    onTestFinished(async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await listener.close();
    });

    const { body } = await ask({ created_after: iso(day), created_before: iso(day + 50) });

    await waitUntil(async () => (await progress(body.id)).state === 'done', {
      timeoutMs: 20_000,
      describe: 'the replay to end',
    });
    expect(await progress(body.id)).toMatchObject({ matched: 30, replayed: 30 });
  });

  test('of an account reaches its own deliveries only, and its job is nobody else’s', async () => {
    const day = nextDay();
    const account = await api.addAccount();
    const key = await api.addKey(account, SCOPES);
    const own = await deliver(day + 1, [element({ account_id: account })]);
    const foreign = await deliver(day + 2, [element({ account_id: '1' })]);

    const { body } = await ask({ created_after: iso(day), created_before: iso(day + 9) }, key);
    while (await advanceReplay(api.db, api.clock.at, 100));

    expect(await progress(body.id, key)).toMatchObject({ state: 'done', matched: 1, replayed: 1 });
    expect((await row(own)).processed_at).toBeNull();
    expect((await row(foreign)).processed_at).not.toBeNull();
    const other = await api.addKey(await api.addAccount(), SCOPES);
    expect((await progress(body.id, other)).code).toBe('not_found');
  });

  test.each([
    [{}],
    [{ created_after: iso(5), created_before: iso(5) }],
    [{ created_after: iso(5), created_before: 'now' }],
    [{ created_after: iso(5), created_before: iso(6), number_id: '1' }],
  ])('%j is refused', async (json) => expect((await ask(json)).status).toBe(422));

  test('of a time without any is done at once', async () => {
    const { body } = await ask({ created_after: iso(1), created_before: iso(2) });
    expect(body).toMatchObject({ state: 'done', matched: 0, replayed: 0 });
  });
});

/** The harness keeps its address to itself; its own connection knows where it is. */
async function databaseUrl(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(api.db);
  return withDatabase(inject('postgresUrl'), rows[0]?.name ?? '');
}
