import { eventData } from './message-events.js';
import { prepareStatement } from './prepared.js';
import type { Accepted, EndedCall, Recorded } from './send-result.js';
import { shareStatement } from './shared-statement.js';
import type { MessageRow } from './tables.js';
import { uuidV7 } from './uuid-v7.js';

type AcceptedRow = { id: string; has_statuses: boolean };

/** Where a call is still under way, and nothing came about its message meanwhile. */
const IS_UNTOUCHED = `messages.status in ('queued', 'retrying')
  and messages.accepted_at is null and messages.failed_at is null`;

/** A third of the time of the one for many. */
const acceptOne = prepareStatement<AcceptedRow>(
  'record_accepted',
  `with changed as (
    update messages set
      status = $2, wamid = $3, wa_id = $4, user_id = $5, message_status = $6, accepted_at = $7,
      attempts = $8, calling_since = null, next_attempt_at = null
    where id = $1 and calling_since is not distinct from $9 and ${IS_UNTOUCHED}
    returning id
  ), told as (
    insert into events (id, account_id, number_id, type, created_at, data, cause)
    select $10::uuid, $11::bigint, $12::uuid, 'message.accepted', $7, $13::jsonb, $14::jsonb from changed
  )
  select id, exists (select from message_statuses where wamid = $3) as has_statuses from changed`,
);

const acceptMany = prepareStatement<AcceptedRow>(
  'record_all_accepted',
  `with given as (
    select * from unnest(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
      $8::text[], $9::timestamptz[], $10::uuid[], $11::bigint[], $12::uuid[], $13::text[], $14::text[]
    ) as given (id, status, wamid, wa_id, user_id, message_status, accepted_at,
      attempts, calling_since, event_id, account_id, number_id, data, cause)
  ), locked as materialized (
    -- In the order in which drains lock them: they wait for each other and never in a circle.
    select messages.id from messages join given on given.id = messages.id
    where messages.id = any($1::uuid[])
      and messages.calling_since is not distinct from given.calling_since
      and ${IS_UNTOUCHED}
    order by messages.id
    for no key update of messages
  ), changed as (
    update messages set
      status = given.status, wamid = given.wamid, wa_id = given.wa_id, user_id = given.user_id,
      message_status = given.message_status, accepted_at = given.accepted_at,
      attempts = given.attempts::json, calling_since = null, next_attempt_at = null
    from locked join given on given.id = locked.id
    where messages.id = locked.id and messages.id = any($1::uuid[])
    returning messages.id, messages.wamid
  ), told as (
    insert into events (id, account_id, number_id, type, created_at, data, cause)
    select event_id, account_id, number_id, 'message.accepted', accepted_at, data::jsonb, cause::jsonb
    from changed join given on given.id = changed.id
  )
  select changed.id, exists (
    select from message_statuses where message_statuses.wamid = changed.wamid
  ) as has_statuses
  from changed`,
);

/** A call that Meta accepted, and the message as it was when it was called for. */
interface Acceptance {
  readonly before: MessageRow;
  readonly call: EndedCall<Accepted>;
}

/**
 * Nearly every send: Meta took it, and nothing else came about the message meanwhile. Null, and nothing done, where something did. Acceptances
 * of the same moment share a statement.
 */
export const recordAccepted = shareStatement<Acceptance, Recorded | null>(
  async (db, acceptances) => {
    const given = acceptances.map((acceptance) => ({
      ...acceptance,
      message: messageAfter(acceptance),
    }));
    const columns = given.map(({ before, call: { at, cause }, message }) => [
      message.id,
      message.status,
      message.wamid,
      message.wa_id,
      message.user_id,
      message.message_status,
      message.accepted_at,
      JSON.stringify(message.attempts),
      before.calling_since,
      uuidV7(at),
      message.account_id,
      message.number_id,
      JSON.stringify(eventData(message, 'accepted', new Date(at))),
      JSON.stringify({
        kind: cause,
        actor: cause === 'api' ? message.actor : null,
        request_id: cause === 'api' ? message.request_id : null,
      }),
    ]);
    const [one, ...others] = columns;
    const { rows } =
      one !== undefined && others.length === 0
        ? await acceptOne(db, one)
        : await acceptMany(db, transpose(columns));
    const recorded = new Map(rows.map((row) => [row.id, row]));
    return given.map(({ message }) => {
      const row = recorded.get(message.id);
      return row === undefined ? null : { message, hasStatuses: row.has_statuses };
    });
  },
);

const messageAfter = ({ before, call: { at, attempt, result } }: Acceptance): MessageRow => ({
  ...before,
  status: result.status,
  wamid: result.wamid,
  wa_id: result.waId,
  user_id: result.userId,
  message_status: result.messageStatus,
  accepted_at: new Date(at),
  attempts: [...before.attempts, attempt],
  calling_since: null,
  next_attempt_at: null,
});

const transpose = (rows: readonly (readonly unknown[])[]): unknown[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
