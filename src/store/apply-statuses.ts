import { sql, type RawBuilder } from 'kysely';
import { RANK, TOLD_STATUSES } from '../messaging/status-rank.js';
import { CHANNELS } from './append.js';
import type { Connection } from './database.js';
import { insertMessageEvents, KNOWN, TOLD_COLUMNS } from './message-events.js';

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
  if (messages.count > 0) await foldInto(tx, messages, at);
  return messages.count;
}

/** Messages as arrays of Postgres, in their text: they only go back there. */
interface LockedMessages {
  readonly count: number;
  readonly ids: string;
  /** Each one's own, or the one that it is bound to now. */
  readonly wamids: string;
  /** {@link KNOWN} of each. */
  readonly known: string;
}

const NONE: LockedMessages = { count: 0, ids: '{}', wamids: '{}', known: '{}' };

/** Locks the messages, in one order everywhere: two drains that meet wait for each other and never in a circle. */
async function lockMessages(
  tx: Connection,
  owners: readonly StatusOwner[],
): Promise<LockedMessages> {
  if (owners.length === 0) return NONE;
  const named = new Map<string, StatusOwner>();
  const unnamed = new Set<string>();
  for (const owner of owners) {
    if (owner.callbackData !== null && UUID.test(owner.callbackData))
      named.set(owner.callbackData, owner);
    else unnamed.add(owner.wamid);
  }
  const given = [...named.entries()];
  const { rows } = await sql<LockedMessages>`
    select count(*)::int, array_agg(id)::text as ids, array_agg(wamid)::text as wamids, array_agg(known)::text as known
    from (select messages.id, coalesce(given.wamid, messages.wamid) as wamid, ${KNOWN} as known
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
    for no key update of messages) as locked`.execute(tx);
  return rows[0] ?? NONE;
}

async function foldInto(tx: Connection, messages: LockedMessages, at: number): Promise<void> {
  await sql`
    with told as (
      -- One look-up for each message: as a join the planner may read every status there is.
      select given.id, given.wamid, given.known, heard.*
      from unnest(
        ${messages.ids}::uuid[],
        ${messages.wamids}::text[],
        ${messages.known}::int[]
      ) as given (id, wamid, known)
      cross join lateral (
        -- In the order of their rank: what the first or the last of them says holds.
        select max(known.rank) as rank, min(known.at) as first_at,
          ${sql.join(TOLD_STATUSES.map((status) => sql`min(known.at) filter (where known.status = ${sql.lit(status)}) as ${sql.id(`${status}_at`)}`))},
          (array_agg(known.errors) filter (
            where known.status = 'failed' and known.errors is not null))[1] -> 0 as error,
          array_agg(known.pricing) filter (where known.pricing is not null) as pricings,
          (array_agg(known.conversation) filter (where known.conversation is not null))[1] as conversation
        from (
          select status, at, errors, pricing, conversation, ${rankOf(sql`status`)} as rank
          from message_statuses
          where wamid = given.wamid
            and status in (${sql.join(TOLD_STATUSES.map((status) => sql.lit(status)))})
          order by rank, at, recipient
        ) as known
      ) as heard
      where heard.rank is not null
    ), changed as (
      update messages set
        wamid = told.wamid,
        status = case when told.rank > ${rankOf(sql`messages.status`)}
          then ${wordOf(sql`told.rank`)} else messages.status end,
        accepted_at = coalesce(messages.accepted_at, told.first_at),
        ${sql.join(TOLD_STATUSES.filter((status) => status !== 'failed').map((status) => sql`${sql.id(`${status}_at`)} = told.${sql.id(`${status}_at`)}`))},
        failed_at = coalesce(told.failed_at, messages.failed_at),
        error = coalesce(${wholeError(sql`told.error`)}, messages.error),
        pricing = coalesce(told.pricings[cardinality(told.pricings)], messages.pricing),
        conversation = coalesce(told.conversation, messages.conversation),
        calling_since = null,
        next_attempt_at = null
      from told
      where messages.id = told.id
      returning ${TOLD_COLUMNS}, told.known
    ), outbox as (
      ${insertMessageEvents({ at, cause: 'meta_webhook' })}
    )
    select pg_notify(${CHANNELS.events}, ''), pg_notify(${CHANNELS.messages}, touched.id) from (
      select unnest(case when count(distinct number_id) <= ${NAMED}
        then array_agg(distinct number_id::text) else array[''] end) as id
      from changed
    ) as touched`.execute(tx);
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
