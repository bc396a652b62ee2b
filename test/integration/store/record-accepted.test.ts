import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { storeStatuses } from '../../../src/store/message-statuses.js';
import { recordAccepted } from '../../../src/store/record-accepted.js';
import type { EndedCall, SendResult } from '../../../src/store/send-result.js';
import type { MessageRow, NumberRow } from '../../../src/store/tables.js';
import { addConnectedNumber, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { addStoredMessage } from '../../support/stored-message.js';

/** What Meta accepts at the same moment is written by one statement, and each as if it were alone. */
let database: TestDatabase;
let db: Database;
let number: NumberRow;
const AT = Date.parse('2026-11-20T12:00:00.123Z');
const CALLED = new Date(AT - 250);

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  number = await addConnectedNumber(
    { db, vault: testVault() },
    { phoneNumberId: '106540352242999' },
  );
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

type Accepted = EndedCall<Extract<SendResult, { kind: 'accepted' }>>;
const accepted = (wamid: string, more: Partial<Accepted['result']> = {}): Accepted => ({
  at: AT,
  attempt: {
    at: CALLED.toISOString(),
    finished_at: new Date(AT).toISOString(),
    outcome: 'accepted',
  },
  cause: 'api',
  result: {
    kind: 'accepted',
    status: 'accepted',
    wamid,
    waId: `wa of ${wamid}`,
    userId: null,
    messageStatus: null,
    ...more,
  },
});
const stored = (id: string): Promise<MessageRow> =>
  db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const change = (id: string, set: Record<string, unknown>) =>
  db
    .updateTable('messages')
    .set(set as never)
    .where('id', '=', id)
    .execute();
const toldOf = (id: string) =>
  db
    .selectFrom('events')
    .select(['type', 'account_id', 'number_id', 'created_at', 'data', 'cause'])
    .where('type', 'like', 'message.%')
    .where(sql<string>`data #>> '{message,id}'`, '=', id)
    .execute();

let made = 0;
/** A message that is called for. */
async function calling({ attempts = [], ...more }: Partial<MessageRow> = {}): Promise<MessageRow> {
  const nth = (made += 1);
  const id = await addStoredMessage(db, number, AT - 500, {
    recipient: `+1202555${1_000 + nth}`,
    calling_since: CALLED,
    context: { nth },
    ...more,
  });
  await change(id, { attempts: JSON.stringify(attempts) });
  return stored(id);
}

const together = <T>(calls: readonly (() => Promise<T>)[]): Promise<T[]> =>
  Promise.all(calls.map((call) => call()));
async function oneByOne<T>(calls: readonly (() => Promise<T>)[]): Promise<T[]> {
  const answers: T[] = [];
  for (const call of calls) answers.push(await call());
  return answers;
}

test.each([
  ['one by one', oneByOne],
  ['together', together],
])('%s: each is written with what Meta said of it, and told of once', async (way, run) => {
  // The first runs alone in either way; the others share a statement.
  const refused = { ...accepted('').attempt, outcome: 'refused' as const };
  const acceptances = [
    { before: await calling(), call: accepted(`${way}.0`) },
    { before: await calling({ template_key: 'a "key"' }), call: accepted(`${way}.1`) },
    {
      before: await calling(),
      call: accepted(`${way}.2`, {
        status: 'held',
        waId: null,
        userId: 'US.1',
        messageStatus: 'held_for_quality_assessment',
      }),
    },
    {
      before: await calling({ status: 'retrying', next_attempt_at: CALLED, attempts: [refused] }),
      call: { ...accepted(`${way}.3`), cause: 'timer' as const },
    },
    { before: await calling({ request_id: 'request-4' }), call: accepted(`${way}.4`) },
  ];
  // A status of the last overtook the answer.
  const status = {
    wamid: `${way}.4`,
    status: 'sent',
    recipient: '1',
    phoneNumberId: number.phone_number_id,
    numberId: null,
    at: AT,
    receivedAt: new Date(AT),
    raw: '{}',
  };
  await storeStatuses(db, [status]);

  const recorded = await run(acceptances.map((one) => () => recordAccepted(db, one)));

  expect(recorded.map((one) => one?.hasStatuses)).toEqual([false, false, false, false, true]);
  for (const [nth, { before, call }] of acceptances.entries()) {
    const { attempt, cause, result } = call;
    const row = await stored(before.id);
    expect(recorded[nth]?.message).toEqual(row);
    expect(row).toEqual({
      ...before,
      status: result.status,
      wamid: result.wamid,
      wa_id: result.waId,
      user_id: result.userId,
      message_status: result.messageStatus,
      accepted_at: new Date(AT),
      attempts: [...before.attempts, attempt],
      calling_since: null,
      next_attempt_at: null,
    });
    const isAsked = cause === 'api';
    expect(await toldOf(row.id)).toEqual([
      {
        type: 'message.accepted',
        account_id: '1',
        number_id: number.id,
        created_at: new Date(AT),
        data: {
          number: { id: number.phone_number_id },
          message: {
            id: row.id,
            wamid: result.wamid,
            status: result.status,
            recipient: row.recipient,
            template_key: row.template_key,
            context: row.context,
            at: new Date(AT).toISOString(),
            error: null,
          },
        },
        cause: {
          kind: cause,
          actor: isAsked ? 'test' : null,
          request_id: isAsked ? row.request_id : null,
        },
      },
    ]);
  }
});

test.each([
  ['one by one', oneByOne],
  ['together', together],
])('%s: of what something else came about meanwhile nothing is written', async (way, run) => {
  const meanwhile: readonly Partial<MessageRow>[] = [
    { status: 'sent', accepted_at: CALLED, sent_at: CALLED },
    { status: 'unknown' },
    { failed_at: CALLED },
    // Another process calls for it.
    { calling_since: new Date(AT) },
    { calling_since: null },
  ];
  const messages = await oneByOne(Array.from({ length: 7 }, () => () => calling()));
  const untouched = [messages[0], messages[6]].map((message) => message?.id);
  for (const [nth, set] of meanwhile.entries()) await change(messages[nth + 1]?.id ?? '', set);
  const rows = await oneByOne(
    messages.map(
      ({ id }) =>
        () =>
          stored(id),
    ),
  );

  const recorded = await run(
    messages.map(
      (before, nth) => () =>
        recordAccepted(db, { before, call: accepted(`meanwhile ${way}.${nth}`) }),
    ),
  );

  expect(recorded.flatMap((one) => one?.message.id ?? [])).toEqual(untouched);
  for (const [nth, row] of rows.slice(1, 6).entries()) {
    expect([nth, await stored(row.id)]).toEqual([nth, row]);
    expect([nth, await toldOf(row.id)]).toEqual([nth, []]);
  }
});
