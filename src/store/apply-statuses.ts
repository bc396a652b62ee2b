import { sql, type RawBuilder } from 'kysely';
import { RANK, TOLD_STATUSES } from '../messaging/status-rank.js';
import { CHANNELS, notify } from './append.js';
import type { Connection } from './database.js';
import { insertMessageEvents } from './message-events.js';

/** What a status says about which message it belongs to. */
export interface StatusOwner {
  readonly wamid: string;
  readonly phoneNumberId: string;
  /** `biz_opaque_callback_data`: our message id, where we sent it. */
  readonly callbackData: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Brings the messages that these stored statuses belong to up to date, set-based, and tells of it in the outbox. What a message becomes is
 * computed from every status of it, so that order and repetition do not matter (messaging/status-rank.ts). A message without a wamid, whose
 * reply was lost or is still on its way, is bound by our id. Returns how many messages there were; statuses without one cost one look-up.
 */
export async function applyStatuses(
  tx: Connection,
  owners: readonly StatusOwner[],
  at: number,
): Promise<number> {
  const messages = await lockMessages(tx, owners);
  await foldInto(tx, messages, at);
  return messages.length;
}

/** Locks the messages, in one order everywhere: two drains that meet wait for each other and never in a circle. */
async function lockMessages(
  tx: Connection,
  owners: readonly StatusOwner[],
): Promise<{ id: string; wamid: string }[]> {
  if (owners.length === 0) return [];
  const named = new Map<string, StatusOwner>();
  const unnamed = new Set<string>();
  for (const owner of owners) {
    if (owner.callbackData !== null && UUID.test(owner.callbackData))
      named.set(owner.callbackData, owner);
    else unnamed.add(owner.wamid);
  }
  const given = [...named.entries()];
  const { rows } = await sql<{ id: string; wamid: string }>`
    select messages.id, coalesce(given.wamid, messages.wamid) as wamid
    from messages
    left join unnest(
      ${given.map(([id]) => id)}::uuid[],
      ${given.map(([, { wamid }]) => wamid)}::text[],
      ${given.map(([, { phoneNumberId }]) => phoneNumberId)}::text[]
    ) as given (id, wamid, phone_number_id)
      on given.id = messages.id
        and given.phone_number_id = messages.phone_number_id
        and (messages.wamid is null or messages.wamid = given.wamid)
    where (messages.id = any(${given.map(([id]) => id)}::uuid[]) and given.id is not null)
      or messages.wamid = any(${[...unnamed]}::text[])
    order by messages.id
    for no key update of messages`.execute(tx);
  return rows;
}

async function foldInto(
  tx: Connection,
  messages: readonly { readonly id: string; readonly wamid: string }[],
  at: number,
): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    with told as (
      -- One look-up for each message: as a join the planner may read every status there is.
      select given.id, given.wamid, heard.*
      from unnest(
        ${messages.map(({ id }) => id)}::uuid[],
        ${messages.map(({ wamid }) => wamid)}::text[]
      ) as given (id, wamid)
      cross join lateral (
        select max(${rankOf(sql`known.status`)}) as rank, min(known.at) as first_at,
          ${sql.join(TOLD_STATUSES.map((status) => sql`min(known.at) filter (where known.status = ${sql.lit(status)}) as ${sql.id(`${status}_at`)}`))},
          (array_agg(known.errors order by known.at, known.recipient) filter (
            where known.status = 'failed' and known.errors is not null))[1] -> 0 as error,
          (array_agg(known.pricing order by ${rankOf(sql`known.status`)} desc, known.recipient) filter (
            where known.pricing is not null))[1] as pricing,
          (array_agg(known.conversation order by ${rankOf(sql`known.status`)}, known.recipient) filter (
            where known.conversation is not null))[1] as conversation
        from message_statuses as known
        where known.wamid = given.wamid
          and known.status in (${sql.join(TOLD_STATUSES.map((status) => sql.lit(status)))})
      ) as heard
      where heard.rank is not null
    ), before as not materialized (
      -- What this statement does is not to be seen in it; the rows are locked already.
      select * from messages
    ), changed as (
      update messages set
        wamid = told.wamid,
        status = case when told.rank > ${rankOf(sql`messages.status`)}
          then ${wordOf(sql`told.rank`)} else messages.status end,
        accepted_at = coalesce(messages.accepted_at, told.first_at),
        ${sql.join(TOLD_STATUSES.filter((status) => status !== 'failed').map((status) => sql`${sql.id(`${status}_at`)} = told.${sql.id(`${status}_at`)}`))},
        failed_at = coalesce(told.failed_at, messages.failed_at),
        error = coalesce(${wholeError(sql`told.error`)}, messages.error),
        pricing = coalesce(told.pricing, messages.pricing),
        conversation = coalesce(told.conversation, messages.conversation),
        calling_since = null,
        next_attempt_at = null
      from told
      where messages.id = told.id
      returning messages.*
    ), outbox as (
      ${insertMessageEvents({ at, cause: 'meta_webhook' })}
    )
    select pg_notify(${CHANNELS.messages}, touched.id) from (
      select unnest(case when count(distinct number_id) <= ${NAMED}
        then array_agg(distinct number_id::text) else array[''] end) as id
      from changed
    ) as touched`.execute(tx);
  await notify(tx, 'events', '');
}

/** A batch that touches more numbers than this tells listeners that some changed, not which. */
const NAMED = 20;

type Fragment = RawBuilder<unknown>;

const rankOf = (status: Fragment): Fragment =>
  sql`case ${status} ${sql.join(
    Object.entries(RANK).map(([word, rank]) => sql`when ${sql.lit(word)} then ${sql.lit(rank)}`),
    sql` `,
  )} end`;

const wordOf = (rank: Fragment): Fragment =>
  sql`case ${rank} ${sql.join(
    TOLD_STATUSES.map((word) => sql`when ${sql.lit(RANK[word])} then ${sql.lit(word)}`),
    sql` `,
  )} end`;

/** One element of `errors` in the shape of `MessageError`. Source: facts/meta.md §4.4. */
const wholeError = (error: Fragment): Fragment => sql`case when ${error} is null then null else
  jsonb_build_object(
    'code', case when ${error} ->> 'code' ~ '^[0-9]{1,9}$' then (${error} ->> 'code')::int end,
    'title', ${error} ->> 'title', 'message', ${error} ->> 'message',
    'details', ${error} #>> '{error_data,details}', 'href', ${error} ->> 'href') end`;
