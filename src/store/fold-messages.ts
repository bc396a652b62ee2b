import { sql, type RawBuilder } from 'kysely';
import { RANK, TOLD_STATUSES } from '../messaging/status-rank.js';
import type { Connection } from './database.js';
import { TOLD_COLUMNS } from './message-events.js';
import { tellOfMessages } from './tell-of-messages.js';

/** A message whose row is locked. */
export interface FoldedMessage {
  readonly id: string;
  /** Its own, or the one that it is bound to now. */
  readonly wamid: string;
  /** What is told of it already (message-events.ts). */
  readonly known: number;
  /** Meta has not said yet which digits it has for its recipient. */
  readonly lacksWaId: boolean;
}

/**
 * Makes each message what all statuses that are stored of it say, set-based, and tells of it in the outbox. Whatever the order in which they
 * came, and however often: the same message is left. Those without a status stay as they are.
 */
export async function foldMessages(
  tx: Connection,
  messages: readonly FoldedMessage[],
  at: number,
): Promise<void> {
  if (messages.length === 0) return;
  const ids = messages.map(({ id }) => id);
  await sql`
    with told as (
      -- One look-up for each message: as a join the planner may read every status there is.
      select given.id, given.wamid, given.known, heard.*,
        -- Meta sends a list.
        case jsonb_typeof(heard.errors) when 'object' then heard.errors else heard.errors -> 0 end as error
      from unnest(
        ${ids}::uuid[],
        ${messages.map(({ wamid }) => wamid)}::text[],
        ${messages.map(({ known }) => known)}::int[],
        ${messages.map(({ lacksWaId }) => lacksWaId)}::boolean[]
      ) as given (id, wamid, known, lacks_wa_id)
      cross join lateral (
        -- In the order of their rank: what the first or the last of them says holds.
        select max(known.rank) as rank, min(known.at) as first_at,
          ${sql.join(TOLD_STATUSES.map((status) => sql`min(known.at) filter (where known.status = ${sql.lit(status)}) as ${sql.id(`${status}_at`)}`))},
          (array_agg(known.errors) filter (
            where known.status = 'failed' and known.errors is not null))[1] as errors,
          array_agg(known.pricing) filter (where known.pricing is not null) as pricings,
          (array_agg(known.conversation) filter (where known.conversation is not null))[1] as conversation,
          (array_agg(known.raw) filter (where known.raw is not null))[1] as raw
        from (
          select status, at, nullif(errors, 'null') as errors, nullif(pricing, 'null') as pricing,
            nullif(conversation, 'null') as conversation, ${rankOf(sql`status`)} as rank,
            case when given.lacks_wa_id or raw::text like '%recipient_user_id%' then raw end as raw
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
        accepted_at = coalesce(messages.accepted_at, greatest(told.first_at, messages.created_at)),
        -- What is old enough is stored no more, and stays true.
        ${sql.join(
          TOLD_STATUSES.filter((status) => status !== 'failed')
            .map((status) => sql.id(`${status}_at`))
            .map((time) => sql`${time} = least(told.${time}, messages.${time})`),
        )},
        failed_at = coalesce(told.failed_at, messages.failed_at),
        error = coalesce(${wholeError(sql`told.error`)}, messages.error),
        pricing = coalesce(told.pricings[cardinality(told.pricings)], messages.pricing),
        conversation = coalesce(told.conversation, messages.conversation),
        wa_id = coalesce(messages.wa_id, ${nameOf('recipient_id')}),
        user_id = coalesce(messages.user_id, ${nameOf('recipient_user_id')}),
        calling_since = null,
        next_attempt_at = null
      from told
      where messages.id = told.id
        -- Or the planner may read every message there is.
        and messages.id = any(${ids}::uuid[])
      returning ${TOLD_COLUMNS}, told.known
    )
    ${tellOfMessages(at)}`.execute(tx);
}

type Fragment = RawBuilder<unknown>;

/** What a status calls whom it is about, no longer than what is kept of a recipient. A group is no person. Source: facts/meta.md §4.4. */
const nameOf = (key: 'recipient_id' | 'recipient_user_id'): Fragment =>
  sql`case when told.raw ->> 'recipient_type' is distinct from 'group'
    then nullif(left(told.raw ->> ${sql.lit(key)}, 512), '') end`;

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
