import { sql } from 'kysely';
import { RANK } from '../messaging/status-rank.js';
import { notify } from './append.js';
import { applyStoredStatuses } from './apply-statuses.js';
import type { Connection } from './database.js';
import { KNOWN, insertMessageEvents } from './message-events.js';
import { recordAccepted } from './record-accepted.js';
import type { EndedCall, Recorded, SendResult } from './send-result.js';
import type { MessageRow } from './tables.js';

/**
 * Writes how a call ended, with its outbox row, in one statement, and returns the message as it is then; `before` is as it was when it was
 * called for. A status that overtook the reply stays; one that waits under this wamid is applied.
 */
export async function recordSend(
  db: Connection,
  before: MessageRow,
  call: EndedCall,
): Promise<MessageRow> {
  const { id } = before;
  const { at, result, cause } = call;
  const accepted =
    result.kind === 'accepted'
      ? await recordAccepted(db, { before, call: { ...call, result } })
      : null;
  const { hasStatuses, message } = accepted ?? (await recordWhateverCame(db, before, call));
  // Of those to one person only one has a run: when it ends, the next is due.
  if (result.kind === 'retry' || cause === 'timer') await notify(db, 'sends', id);
  // What Meta accepts is told with its first status: a notification for every send would make their commits wait for each other.
  if (cause === 'timer' || result.kind !== 'accepted')
    await notify(db, 'messages', message.number_id);
  if (result.kind !== 'accepted' || !hasStatuses) return message;

  const owner = { wamid: result.wamid, phoneNumberId: message.phone_number_id, callbackData: null };
  await db.transaction().execute((tx) => applyStoredStatuses(tx, [owner], at));
  return db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function recordWhateverCame(
  db: Connection,
  { id }: MessageRow,
  { at, attempt, result, cause }: EndedCall,
): Promise<Recorded> {
  const { rows } = await sql<MessageRow & { has_statuses: boolean; known: number }>`
    with before as (
      -- Locked first: what a drain wrote a moment ago is told once.
      select id, ${KNOWN} as known from messages
      where id = ${id} for no key update
    ), changed as (
      update messages set
        attempts = (messages.attempts::jsonb || ${JSON.stringify([attempt])}::jsonb)::json,
        calling_since = null,
        ${changesOf(result, at)}
      from before
      where messages.id = before.id
      returning messages.*, before.known
    ), told as (
      ${insertMessageEvents({ at, cause })}
    )
    select changed.*, exists (
      select from message_statuses where message_statuses.wamid = changed.wamid
    ) as has_statuses
    from changed`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`message ${id} is gone`);
  const { has_statuses: hasStatuses, known: _, ...message } = row;
  return { message, hasStatuses };
}

/** Nothing was heard of it yet. */
const WAITING = sql`messages.status in ('queued', 'retrying')`;

function changesOf(result: SendResult, at: number) {
  const now = new Date(at);
  switch (result.kind) {
    case 'accepted': {
      const lower = Object.entries(RANK)
        .filter(([, rank]) => rank < RANK[result.status])
        .map(([word]) => sql.lit(word));
      return sql`
        wamid = ${result.wamid},
        wa_id = ${result.waId}, user_id = ${result.userId},
        message_status = ${result.messageStatus},
        accepted_at = coalesce(messages.accepted_at, ${now}::timestamptz),
        next_attempt_at = null,
        status = case when messages.status in (${sql.join(lower)})
          then ${result.status} else messages.status end`;
    }
    case 'retry':
      return sql`
        status = case when ${WAITING} then 'retrying' else messages.status end,
        next_attempt_at = case when ${WAITING} then ${new Date(result.nextAttemptAt)}::timestamptz end`;
    case 'failed':
      return sql`
        status = case when ${WAITING} then 'failed' else messages.status end,
        error = ${JSON.stringify(result.error)}::jsonb,
        failed_at = coalesce(messages.failed_at, ${now}::timestamptz),
        next_attempt_at = null`;
    case 'unknown':
      return sql`
        status = case when ${WAITING} then 'unknown' else messages.status end,
        next_attempt_at = null`;
  }
}
