import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordTokenAnswer } from '../../../src/store/record-token.js';
import { newId } from '../api/harness.js';
import { DAY, HOUR, startTokenHarness, type TokenHarness } from './harness.js';

let given: TokenHarness;
let other: string;
beforeAll(async () => {
  given = await startTokenHarness();
  ({ id: other } = await given.db
    .insertInto('accounts')
    .values({ name: 'Another', created_at: new Date(given.clock.at) })
    .returning('id')
    .executeTakeFirstOrThrow());
});
afterAll(() => given.close());

const DEBUG = /\/debug_token$/;
const NODE = (id: string): RegExp => new RegExp(`/${id}$`);
let tokens = 0;
const newToken = (): string => `EAAWATCHEDTOKEN${String(++tokens).padStart(4, '0')}`;

/** A WABA at Meta whose token is this, with one number of ours. */
async function connected(
  token: string,
  { accountId = '1', ...atMeta }: Record<string, unknown> & { accountId?: string } = {},
): Promise<{ wabaId: string; id: string }> {
  const [wabaId, id] = [newId(), newId()];
  await given.meta.put(`/wabas/${wabaId}`, { token, ...atMeta });
  await given.addNumber(id, wabaId, token, accountId);
  return { wabaId, id };
}

const tokenOf = (wabaId: string, accountId = '1') =>
  given.db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .selectAll('tokens')
    .where('wabas.waba_id', '=', wabaId)
    .where('wabas.account_id', '=', accountId)
    .executeTakeFirstOrThrow();

/** What is told of one token, by its last four. */
const told = async (type: string, token: string) =>
  (await given.events(type)).filter(
    ({ data }) => (data['token'] as { last4: string }).last4 === token.slice(-4),
  );

test('a token that three WABAs of two accounts share is looked at with one call, by two workers at once', async () => {
  const token = newToken();
  const wabas = [
    await connected(token),
    await connected(token),
    await connected(token, { accountId: other }),
  ];
  await given.calls(DEBUG);

  await Promise.all([given.watch(), given.watch()]);

  expect(await given.calls(DEBUG)).toBe(1);
  const rows = [await tokenOf(wabas[0]!.wabaId), await tokenOf(wabas[2]!.wabaId, other)];
  for (const row of rows) {
    expect(row.checked_at).toEqual(new Date(given.clock.at));
    expect(row.facts).toMatchObject({
      valid: true,
      appId: '1000000000000001',
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      expiresAt: null,
    });
    expect([...(row.facts?.wabaIds ?? [])].sort()).toEqual(
      wabas.map(({ wabaId }) => wabaId).sort(),
    );
  }

  await given.watch();
  expect(await given.calls(DEBUG)).toBe(0);
  given.clock.at += 6 * HOUR;
  await given.watch();
  expect(await given.calls(DEBUG)).toBe(1);
});

test('each rung of the expiry is told once, to event and timeline, and the end is found at its minute', async () => {
  const token = newToken();
  // Meta states seconds.
  const endsAt = Math.ceil(given.clock.at / 1_000) * 1_000 + 30 * DAY;
  const { id, wabaId } = await connected(token, {
    token_expires_at: new Date(endsAt).toISOString(),
  });
  await given.watch();
  expect(await told('waba.token_expiring', token)).toEqual([]);

  for (const days of [21, 20.5, 7, 3, 1, 0.5]) {
    given.clock.at = endsAt - days * DAY;
    await given.watch();
    await given.watch();
  }

  const events = await told('waba.token_expiring', token);
  expect(
    events.map(({ data }) => (data['change'] as { facts: { rung_days: number } }).facts.rung_days),
  ).toEqual([21, 7, 1]);
  expect(events[1]!.data).toMatchObject({ wabas: [{ id: wabaId }] });
  const number = await given.db
    .selectFrom('numbers')
    .select('id')
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  const rows = (await given.timeline('token_expiring')).filter(
    (row) => row.number_id === number.id,
  );
  expect(rows).toHaveLength(3);
  const end = new Date(endsAt).toISOString().slice(0, 16).replace('T', ' ');
  expect(rows[1]!.sentence).toBe(
    `The access token …${token.slice(-4)} expires on ${end} UTC, in 7 days. Replace it before, or we can neither check nor change its numbers.`,
  );

  given.clock.at = endsAt;
  await given.watch();
  await given.watch();
  expect(await told('waba.token_invalid', token)).toHaveLength(1);
  expect((await tokenOf(wabaId)).facts).toMatchObject({ valid: false, scopes: expect.any(Array) });
  // Its number shows it without a call of its own.
  await given.calls(NODE(id));
  expect(await given.turn(id, 'started', 'token_invalid')).toBe('token_invalid');
  expect(await given.calls(NODE(id))).toBe(0);
});

test('permissions that come and go are told, and its numbers look again', async () => {
  const token = newToken();
  const { wabaId, id } = await connected(token);
  await given.watch();
  await given.db.deleteFrom('wakeups').execute();

  await given.meta.put(`/wabas/${wabaId}`, { scopes: ['whatsapp_business_management'] });
  given.clock.at += 7 * HOUR;
  await given.watch();

  const [event] = await told('waba.updated', token);
  expect(event!.data).toMatchObject({
    change: {
      kind: 'token_permissions_changed',
      sentence: `The access token …${token.slice(-4)} lost the permission whatsapp_business_messaging.`,
    },
  });
  const wakes = await given.db.selectFrom('wakeups').select('phone_number_id').execute();
  expect(wakes.map((row) => row.phone_number_id)).toContain(id);
});

test('a 190 in a turn marks the token; nothing more is called with it, until the watch finds it well again', async () => {
  const token = newToken();
  const [one, two] = [await connected(token), await connected(token)];
  await given.turn(one.id, 'started', 'added');
  await given.turn(two.id, 'started', 'added');
  await given.meta.put(`/wabas/${one.wabaId}`, { token_ended: 'invalidated' });
  await given.db.deleteFrom('wakeups').execute();
  given.clock.at += 60_000;

  expect(await given.turn(one.id, 'timer')).toBe('token_invalid');

  expect(await tokenOf(one.wabaId)).toMatchObject({
    facts: { valid: false },
    refused: { refusal: { class: 'token', code: 190, subcode: 467 }, since: given.clock.at },
  });
  expect(await told('waba.token_invalid', token)).toHaveLength(1);
  const wakes = await given.db.selectFrom('wakeups').selectAll().execute();
  expect(Object.fromEntries(wakes.map((row) => [row.phone_number_id, row.reason]))).toEqual({
    [one.id]: 'token_invalid',
    [two.id]: 'token_invalid',
  });

  // Polls of both keep their rhythm and cost nothing.
  await given.calls(/./);
  given.clock.at += 15 * 60_000 - 1;
  for (const id of [one.id, two.id]) {
    expect(await given.turn(id, 'timer')).toBe('token_invalid');
    expect(await given.turn(id, 'started', 'overdue')).toBe('token_invalid');
  }
  expect(await given.calls(/./)).toBe(0);

  // The watch asks once for both.
  await given.watch();
  expect(await given.calls(/./)).toBe(1);
  expect(await told('waba.token_invalid', token)).toHaveLength(1);

  await given.meta.put(`/wabas/${one.wabaId}`, { token_ended: null });
  await given.db.deleteFrom('wakeups').execute();
  given.clock.at += HOUR;
  await given.watch();
  expect(await tokenOf(one.wabaId)).toMatchObject({ facts: { valid: true }, refused: null });
  const again = await given.db.selectFrom('wakeups').select('reason').execute();
  expect(again).toEqual([{ reason: 'token_valid_again' }, { reason: 'token_valid_again' }]);
  expect(await given.turn(one.id, 'token_valid_again')).toBe('in_progress');
});

test('a person who looks asks Meta all the same, and finds a token that is well again', async () => {
  const token = newToken();
  const { id, wabaId } = await connected(token, { token_ended: 'invalidated' });
  expect(await given.turn(id, 'started', 'added')).toBe('token_invalid');
  await given.meta.put(`/wabas/${wabaId}`, { token_ended: null });
  given.clock.at += 60_000;

  expect(await given.turn(id, 'timer')).toBe('token_invalid');
  expect(await given.turn(id, 'check')).toBe('in_progress');

  expect(await tokenOf(wabaId)).toMatchObject({ facts: { valid: true }, refused: null });
});

test('a 190 of the old token leaves the new one alone', async () => {
  const [old, next] = [newToken(), newToken()];
  const { wabaId, id } = await connected(old);
  await given.turn(id, 'started', 'added');
  await given.meta.put(`/wabas/${wabaId}`, { token_ended: 'invalidated' });
  await given.meta.put(`/wabas/${wabaId}`, { token: next });
  await given.replace(wabaId, next);
  given.clock.at += 1_000;

  // A call that was under way with the old one.
  await given.deps.graph.phoneNumber({ accessToken: old, at: given.clock.at }, id);

  expect(await tokenOf(wabaId)).toMatchObject({ last4: next.slice(-4), refused: null });
  expect(await told('waba.token_invalid', old)).toEqual([]);
  expect(await given.turn(id, 'token_replaced')).toBe('in_progress');
});

test('an answer that was asked for before the newest changes nothing', async () => {
  const token = newToken();
  const { id, wabaId } = await connected(token);
  await given.watch();
  await given.meta.put(`/wabas/${wabaId}`, { token_ended: 'invalidated' });

  await given.deps.graph.phoneNumber({ accessToken: token, at: given.clock.at - 1 }, id);

  expect((await tokenOf(wabaId)).refused).toBeNull();
});

test('a look that told nothing keeps what is known, and says so', async () => {
  const token = newToken();
  const { wabaId } = await connected(token);
  await given.watch();
  given.clock.at += 7 * HOUR;
  await given.meta.post('/faults', {
    match: { path: '/debug_token' },
    times: 1_000,
    effect: { status: 503 },
  });

  await given.watch();
  await given.meta.clearFaults();

  const row = await tokenOf(wabaId);
  expect(row.facts).toMatchObject({ valid: true });
  expect(row.checked_at!.getTime()).toBeLessThan(given.clock.at);
  expect(row.attempted_at).toEqual(new Date(given.clock.at));
  expect(row.check_error).toContain('503');
  expect(row.next_check_at).toEqual(new Date(given.clock.at + 15 * 60_000));
});

test('a new token wakes all numbers of its WABA, at most fifty a second, and says who gave it', async () => {
  const [old, next] = [newToken(), newToken()];
  const wabaId = newId();
  await given.meta.put(`/wabas/${wabaId}`, { token: old });
  const ids = Array.from({ length: 120 }, newId);
  for (const id of ids) await given.addNumber(id, wabaId, old);
  await given.db.deleteFrom('wakeups').execute();

  await given.replace(wabaId, next);

  const at = await given.db
    .selectFrom('wakeups')
    .select(['not_before', 'reason'])
    .where('phone_number_id', 'in', ids)
    .orderBy('not_before')
    .execute();
  expect(at).toHaveLength(120);
  expect(new Set(at.map(({ reason }) => reason))).toEqual(new Set(['token_replaced']));
  const instants = at.map(({ not_before: notBefore }) => notBefore.getTime() - given.clock.at);
  expect(instants.at(-1)).toBe(2_400);
  // No second holds more than fifty.
  for (const [place, instant] of instants.entries())
    expect((instants[place + 50] ?? Infinity) - instant).toBeGreaterThanOrEqual(1_000);
  const [event] = await told('waba.updated', next);
  expect(event!.data).toMatchObject({
    wabas: [{ id: wabaId }],
    change: { kind: 'token_replaced', sentence: 'Dana replaced the access token.' },
  });
});

test('an answer that was asked for earlier, and comes later, changes nothing', async () => {
  const token = newToken();
  const { wabaId } = await connected(token);
  await given.watch();
  const known = await tokenOf(wabaId);
  const refusal = {
    class: 'token',
    code: 190,
    subcode: 463,
    title: null,
    message: 'expired',
    details: null,
    fbtraceId: null,
    retryAfterMs: null,
  } as const;

  await recordTokenAnswer(given.db, {
    digest: given.deps.vault.digest(token),
    answer: { kind: 'refused', refusal, facts: null },
    at: given.clock.at - 1_000,
    nextLook: () => given.clock.at,
  });

  expect(await tokenOf(wabaId)).toEqual(known);
  expect(await told('waba.token_invalid', token)).toEqual([]);
});
