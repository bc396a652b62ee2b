import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { currentOwner } from '../../../src/store/onboarding-numbers.js';
import type { NumberRow } from '../../../src/store/tables.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope, fatesOf, messagesValue } from '../../support/drain.js';

/** Account events: a sentence, an event for the account, facts for the next decision, and a wake for those that it concerns. */
let database: TestDatabase;
let db: Database;
let numbers: NumberRow[];
const AT = Date.UTC(2026, 10, 20, 12);
const SECONDS = AT / 1_000;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  numbers = [];
  for (const n of [1, 2, 3]) {
    const number = await addConnectedNumber(
      { db, vault: testVault() },
      { phoneNumberId: `10654035224292${n}` },
    );
    await db
      .updateTable('numbers')
      .set({ node: JSON.stringify({ displayPhoneNumber: `+1 202-555-000${n}` }) })
      .where('id', '=', number.id)
      .execute();
    numbers.push(number);
  }
  // Meta let the account read the WABA.
  await db
    .updateTable('wabas')
    .set({ subscription: JSON.stringify({ subscribed: true, wabaOverride: null }) })
    .execute();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

beforeEach(async () => {
  for (const table of ['wakeups', 'waba_reads', 'timeline', 'events', 'account_events'] as const)
    await db.deleteFrom(table).execute();
  await db
    .updateTable('numbers')
    .set({ memory: '{}', webhook_wake_at: null, next_check_at: new Date(AT + 60_000) })
    .execute();
});

const nth = (n: number): NumberRow => {
  const number = numbers[n - 1];
  if (number === undefined) throw new Error(`no number ${n}`);
  return number;
};
const name = (n: number, decision: string, rest: Record<string, unknown> = {}, time = SECONDS) =>
  envelope(
    TEST_WABA,
    'phone_number_name_update',
    {
      display_phone_number: `1202555000${n}`,
      decision,
      requested_verified_name: 'Example Store',
      rejection_reason: null,
      ...rest,
    },
    time,
  );
const account = (event: string, rest: Record<string, unknown> = {}, time = SECONDS) =>
  envelope(TEST_WABA, 'account_update', { event, ...rest }, time);
const security = (n: number, time: number) =>
  envelope(
    TEST_WABA,
    'security',
    { display_phone_number: `1202555000${n}`, event: 'PIN_CHANGED' },
    time,
  );

async function process(bodies: unknown[], at = AT): Promise<string[]> {
  const ids = await deliver(db, bodies, new Date(at));
  await drainAll(db, { now: () => at });
  return ids;
}
const wakeups = () => db.selectFrom('wakeups').selectAll().orderBy('phone_number_id').execute();
const memoryOf = async (n: number) =>
  (await currentOwner(db, nth(n).phone_number_id))?.memory ?? {};

test('a declined name: its number is told why, and woken at once', async () => {
  const [id = ''] = await process([
    name(2, 'REJECTED', { rejection_reason: 'NAME_NOT_CONSISTENT' }),
  ]);

  const sentence =
    'Meta declined the display name "Example Store": it does not match how the business presents itself elsewhere.';
  expect(await db.selectFrom('timeline').selectAll().execute()).toMatchObject([
    { number_id: nth(2).id, kind: 'name_decided', sentence, at: new Date(AT) },
  ]);
  // The turn that this wakes tells it on, once Meta shows it.
  expect(await db.selectFrom('events').selectAll().execute()).toEqual([]);
  expect(await wakeups()).toMatchObject([
    { phone_number_id: nth(2).phone_number_id, reason: 'meta_event', not_before: new Date(AT) },
  ]);
  expect((await memoryOf(2)).nameRejection).toEqual({
    reason: 'NAME_NOT_CONSISTENT',
    at: AT,
    name: 'Example Store',
  });
  expect((await fatesOf(db, id)).elements).toMatchObject([
    {
      kind: 'phone_number_name_update',
      fate: 'stored',
      number_id: nth(2).phone_number_id,
      waba_id: TEST_WABA,
    },
  ]);
  // What is read may lag behind what was told: the looks that follow come soon.
  expect([(await memoryOf(1)).hintedAt, (await memoryOf(2)).hintedAt]).toEqual([undefined, AT]);
});

test('the same event again, its keys in another order, has no second effect', async () => {
  await process([name(1, 'APPROVED')]);
  await db.deleteFrom('wakeups').execute();

  const reordered = name(1, 'APPROVED');
  for (const entry of reordered.entry)
    for (const change of entry.changes)
      change.value = Object.fromEntries(Object.entries(change.value as object).toReversed());
  const [id = ''] = await process([reordered], AT + 1_000);

  expect((await fatesOf(db, id)).elements).toMatchObject([{ fate: 'duplicate' }]);
  expect(await db.selectFrom('timeline').selectAll().execute()).toHaveLength(1);
  expect(await wakeups()).toEqual([]);
});

test('the first wake goes at once, further ones within ten seconds are one', async () => {
  const due: (number | undefined)[] = [];
  for (const [index, offset] of [0, 3_000, 5_000, 11_000, 60_000].entries()) {
    await process([name(1, 'PENDING', {}, SECONDS + index)], AT + offset);
    const [wakeup] = await wakeups();
    due.push(wakeup === undefined ? undefined : wakeup.not_before.getTime() - AT);
    // Delivered when it is due: the waker deletes the row.
    if (offset !== 3_000) await db.deleteFrom('wakeups').execute();
  }
  expect(due).toEqual([0, 10_000, 10_000, 20_000, 60_000]);
});

test('an event of the account is told to all its numbers, once to the account, and asks for one read', async () => {
  await db
    .updateTable('wabas')
    .set({ nodes: '[]', nodes_read_at: new Date(AT), facts_read_at: new Date(AT) })
    .execute();

  await process([
    account('ACCOUNT_RESTRICTION', {
      restriction_info: [
        { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: SECONDS + 86_400 },
      ],
    }),
  ]);

  expect(await db.selectFrom('timeline').selectAll().execute()).toHaveLength(3);
  expect(await db.selectFrom('events').selectAll().execute()).toMatchObject([
    { type: 'waba.restricted', number_id: null, data: { waba: { id: TEST_WABA } } },
  ]);
  expect(await wakeups()).toEqual([]);
  expect(await db.selectFrom('waba_reads').selectAll().execute()).toMatchObject([
    { account_id: '1', waba_id: TEST_WABA, reason: 'waba_event', not_before: new Date(AT) },
  ]);
  expect(await db.selectFrom('wabas').selectAll().execute()).toMatchObject([
    { nodes: null, nodes_read_at: new Date(AT), facts_read_at: null },
  ]);
});

describe('access to the account, whatever the order of arrival', () => {
  const removed = envelope(
    '3000000000000001',
    'account_update',
    { event: 'PARTNER_REMOVED', waba_info: { waba_id: TEST_WABA } },
    SECONDS,
  );
  const added = envelope(
    '3000000000000001',
    'account_update',
    { event: 'PARTNER_ADDED', waba_info: { waba_id: TEST_WABA } },
    SECONDS + 60,
  );

  test('withdrawn', async () => {
    await process([removed]);
    expect(await memoryOf(1)).toEqual({
      withdrawnAt: AT,
      hintedAt: AT,
      disconnection: { cause: 'the customer removed it', at: AT },
    });
  });

  test('withdrawn and granted again', async () => {
    await process([removed]);
    await process([added]);
    expect((await memoryOf(1)).withdrawnAt).toBeUndefined();
  });

  test('granted again, and the withdrawal arrives late', async () => {
    await process([added]);
    await process([removed]);
    expect((await memoryOf(1)).withdrawnAt).toBeUndefined();
  });
});

describe('the Business app', () => {
  const removed = (reason: string) =>
    envelope(
      '3000000000000001',
      'account_update',
      {
        event: 'PARTNER_REMOVED',
        waba_info: { waba_id: TEST_WABA },
        disconnection_info: { reason, initiated_by: 'SYSTEM' },
      },
      SECONDS,
    );
  const changed = async () =>
    (
      await db
        .selectFrom('events')
        .selectAll()
        .where('type', '=', 'number.coexistence_changed')
        .execute()
    ).map(({ number_id, cause, data }) => ({ number_id, cause, data }));

  test('its disconnection is told on for the numbers that live in it, with the cause', async () => {
    await db
      .updateTable('numbers')
      .set({ mode: 'coexistence' })
      .where('id', '=', nth(2).id)
      .execute();
    await process([removed('PRIMARY_INACTIVITY')]);

    expect(await changed()).toMatchObject([
      {
        number_id: nth(2).id,
        cause: { kind: 'meta_webhook' },
        data: {
          number: { id: nth(2).phone_number_id, waba_id: TEST_WABA, onboarding: {} },
          change: { facts: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' } },
        },
      },
    ]);
    expect((await memoryOf(2)).disconnection).toEqual({
      cause: "primary inactivity, by Meta's system",
      at: AT,
    });
    await db.updateTable('numbers').set({ mode: 'standard' }).execute();
  });

  test('connected again: access is there again', async () => {
    await process([removed('PRIMARY_INACTIVITY')]);
    await process([account('ACCOUNT_RECONNECTED', {}, SECONDS + 60)]);

    expect((await memoryOf(1)).withdrawnAt).toBeUndefined();
    expect(await changed()).toHaveLength(6);
  });
});

test('a security event counts from its own time; an older one that comes later changes nothing', async () => {
  await process([security(1, SECONDS), security(2, SECONDS)]);
  await process([security(1, SECONDS - 60)]);
  expect(await memoryOf(1)).toEqual({ securityEventAt: AT + 999, hintedAt: AT });
  expect((await wakeups()).map(({ phone_number_id: id }) => id)).toEqual([
    nth(1).phone_number_id,
    nth(2).phone_number_id,
  ]);
});

test('a PIN that somebody changed is proven no more, unless Meta has accepted it since', async () => {
  const id = nth(3).phone_number_id;
  const state = async () =>
    (
      await db
        .selectFrom('phone_numbers_seen')
        .select('pin_state')
        .where('phone_number_id', '=', id)
        .executeTakeFirstOrThrow()
    ).pin_state;
  const prove = () =>
    db
      .updateTable('phone_numbers_seen')
      .set({ pin_state: 'proven' })
      .where('phone_number_id', '=', id)
      .execute();
  await prove();
  await process([security(3, SECONDS)]);
  expect(await state()).toBe('stored');

  await prove();
  const attempt = { phone_number_id: id, kind: 'register', outcome: 'accepted' } as const;
  await db
    .insertInto('registration_attempts')
    .values({ ...attempt, started_at: new Date(AT + 60_000) })
    .execute();
  await process([security(3, SECONDS + 30)]);
  expect(await state()).toBe('proven');
  await process([security(3, SECONDS + 90)]);
  expect(await state()).toBe('stored');
});

test('nobody is woken by templates, prices, errors and messages', async () => {
  await process([
    envelope(
      TEST_WABA,
      'message_template_status_update',
      {
        event: 'APPROVED',
        message_template_name: 'invitation',
        message_template_language: 'en_US',
      },
      SECONDS,
    ),
    account('VOLUME_BASED_PRICING_TIER_UPDATE'),
    envelope(
      TEST_WABA,
      'messages',
      messagesValue(nth(1).phone_number_id, {
        errors: [
          { code: 130429, title: 'Rate limit hit' },
          { code: 130429, title: 'Rate limit hit' },
        ],
      }),
    ),
  ]);
  expect(await wakeups()).toEqual([]);
  const kinds = await db
    .selectFrom('timeline')
    .select('kind')
    .where('number_id', '=', nth(1).id)
    .orderBy('id')
    .execute();
  expect(kinds.map(({ kind }) => kind)).toEqual([
    'template_status',
    'volume_based_pricing_tier_update',
    'error',
  ]);
  expect(
    (await db.selectFrom('events').select('type').execute()).map(({ type }) => type).toSorted(),
  ).toEqual(['number.health_changed', 'template.updated', 'waba.updated']);
});

test('an event of an account or a number that nobody owns is kept', async () => {
  const ids = await process([
    envelope('999', 'account_update', { event: 'ACCOUNT_DELETED' }, SECONDS),
    name(9, 'APPROVED'),
    envelope('0', 'account_review_update', { decision: 'APPROVED' }, SECONDS),
  ]);
  for (const id of ids)
    expect((await fatesOf(db, id)).elements).toMatchObject([{ fate: 'no_such_number' }]);
  expect(await db.selectFrom('account_events').selectAll().execute()).toHaveLength(3);
  expect(await wakeups()).toEqual([]);
});

test('odd characters in an event neither lose nor poison it', async () => {
  const [id = ''] = await process([
    name(1, 'APPROVED', { requested_verified_name: 'Shop \u0000\ud83d' }),
  ]);
  expect(await fatesOf(db, id)).toMatchObject({ error: null, elements: [{ fate: 'stored' }] });
});

describe('what a failed status says beyond its message', () => {
  const status = (wamid: string, what: string, seconds: number, more: object = {}) =>
    envelope(
      TEST_WABA,
      'messages',
      messagesValue(nth(1).phone_number_id, {
        statuses: [
          {
            id: wamid,
            status: what,
            timestamp: String(seconds),
            recipient_id: '12025550188',
            ...more,
          },
        ],
      }),
    );
  const failed = (code: number, seconds = SECONDS, wamid = 'wamid.refused') =>
    status(wamid, 'failed', seconds, { errors: [{ code, title: 'Refused' }] });

  const syncs = () => db.selectFrom('template_syncs').select(['waba_id', 'reason']).execute();

  test('its template is not as it was read: it is read again, once, however many say so', async () => {
    await db.deleteFrom('template_syncs').execute();
    await process([failed(131026, SECONDS, 'wamid.person')]);
    expect(await syncs()).toEqual([]);

    const told = ['a', 'b', 'c'].map((one) => failed(132015, SECONDS, `wamid.paused.${one}`));
    await process(told);
    expect(await syncs()).toEqual([{ waba_id: TEST_WABA, reason: 'meta_132015' }]);

    // Told again, or replayed: the templates were read since.
    await db.deleteFrom('template_syncs').execute();
    await process(told);
    expect(await syncs()).toEqual([]);
    for (const code of [132000, 132001, 132016]) {
      await process([failed(code, SECONDS, `wamid.drifted.${code}`)]);
      expect(await syncs()).toMatchObject([{ waba_id: TEST_WABA, reason: `meta_${code}` }]);
      await db.deleteFrom('template_syncs').execute();
    }
  });

  test.each([133010, 131045])('%i is remembered and wakes the number', async (code) => {
    await process([failed(code)]);
    expect((await memoryOf(1)).senderRejectedAt).toBe(AT);
    expect(await wakeups()).toMatchObject([{ phone_number_id: nth(1).phone_number_id }]);
    await db.deleteFrom('message_statuses').execute();
  });

  test('other failures, and what was refused before a message left, change nothing', async () => {
    await process([failed(131026, SECONDS, 'wamid.other'), status('wamid.fine', 'sent', SECONDS)]);
    expect(await memoryOf(1)).toEqual({});
    expect(await wakeups()).toEqual([]);
  });

  test('forgotten once a later message left, whatever the order of arrival', async () => {
    await process([status('wamid.left', 'sent', SECONDS + 60), failed(133010)]);
    // The refusal was not known yet when the message left: the next one tells.
    await process([status('wamid.next', 'sent', SECONDS + 90)]);
    expect((await memoryOf(1)).senderRejectedAt).toBeUndefined();
    await process([status('wamid.late', 'sent', SECONDS - 60)]);
    await process([failed(133010, SECONDS + 120, 'wamid.again')]);
    expect((await memoryOf(1)).senderRejectedAt).toBe(AT + 120_000);
  });
});
