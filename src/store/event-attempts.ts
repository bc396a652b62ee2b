import { sql } from 'kysely';
import { notify } from './append.js';
import type { Connection } from './database.js';
import { isWanted } from './event-endpoints.js';
import type { EventRow } from './events.js';
import type { EventAttemptRow, EventEndpointRow } from './tables.js';

/** An event whose JSON is as Postgres wrote it: it goes out as it came. */
export interface UnparsedEvent extends Omit<EventRow, 'data' | 'cause'> {
  readonly data: string;
  readonly cause: string;
}

/** One event to be told to one endpoint. */
export interface DueDelivery {
  readonly id: string;
  readonly endpointId: string;
  /** Failures since its schedule began. */
  readonly failures: number;
  readonly event: UnparsedEvent;
}

interface DueRow extends UnparsedEvent {
  readonly attempt_id: string;
  readonly failures: number;
  readonly endpoint_id: string;
}

/** What is due at the endpoints that this worker holds, in order; `rooms` says how many it takes of each, `except` what it has already. */
export async function dueDeliveries(
  db: Connection,
  {
    holder,
    rooms,
    except,
    at,
  }: {
    holder: string;
    rooms: readonly { readonly endpointId: string; readonly room: number }[];
    except: readonly string[];
    at: number;
  },
): Promise<DueDelivery[]> {
  const { rows } = await sql<DueRow>`
    select due.id as attempt_id, due.failures, endpoint.id as endpoint_id,
      event.id, event.account_id, event.seq, event.type, event.created_at, event.number_id,
      event.data::text, event.cause::text
    from unnest(
      ${rooms.map(({ endpointId }) => endpointId)}::uuid[], ${rooms.map(({ room }) => room)}::integer[]
    ) as wanted (endpoint_id, room)
    join event_endpoints as endpoint on endpoint.id = wanted.endpoint_id
      and endpoint.leased_by = ${holder} and endpoint.disabled_at is null
      and (endpoint.held_until is null or endpoint.held_until <= ${new Date(at)})
    cross join lateral (
      select attempt.id, attempt.failures, attempt.event_id, attempt.next_attempt_at, attempt.seq
      from event_attempts as attempt
      where attempt.endpoint_id = endpoint.id and attempt.status = 'pending'
        and attempt.next_attempt_at <= ${new Date(at)} and attempt.id <> all(${except}::bigint[])
      order by attempt.next_attempt_at, attempt.seq
      limit wanted.room
    ) as due
    join events as event on event.id = due.event_id
    order by due.next_attempt_at, due.seq`.execute(db);
  return rows.map((row) => ({
    id: row.attempt_id,
    endpointId: row.endpoint_id,
    failures: row.failures,
    event: row,
  }));
}

/** What became of one request for one event. */
export interface AttemptResult {
  readonly id: string;
  readonly status: EventAttemptRow['status'];
  readonly failures: number;
  /** When it is tried again, ms; for a pending one. */
  readonly nextAttemptAt: number;
  readonly at: number;
  readonly durationMs: number;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly error: string | null;
}

/** Writes down what became of them; what was settled meanwhile stays as it is. */
export async function recordAttempts(
  tx: Connection,
  results: readonly AttemptResult[],
): Promise<void> {
  if (results.length === 0) return;
  // Array literals by hand: what `pg` makes of a number is looked at character by character.
  const list = (of: (result: AttemptResult) => number | string | null): string =>
    `{${results.map((result) => of(result) ?? 'null').join()}}`;
  const instants = (of: (result: AttemptResult) => number): string =>
    list((result) => new Date(of(result)).toISOString());
  await sql`
    update event_attempts as attempt
    set status = result.status, attempts = attempt.attempts + 1, failures = result.failures,
      next_attempt_at = result.next_attempt_at, last_attempt_at = result.at, duration_ms = result.duration_ms,
      response_status = result.response_status, response_body = result.response_body, error = result.error
    from unnest(
      ${list(({ id }) => id)}::bigint[],
      ${list(({ status }) => status)}::text[],
      ${list(({ failures }) => failures)}::integer[],
      ${instants(({ nextAttemptAt }) => nextAttemptAt)}::timestamptz[],
      ${instants(({ at }) => at)}::timestamptz[],
      ${list(({ durationMs }) => durationMs)}::integer[],
      ${list(({ responseStatus }) => responseStatus)}::integer[],
      ${results.map(({ responseBody }) => responseBody)}::text[],
      ${results.map(({ error }) => error)}::text[]
    ) as result (id, status, failures, next_attempt_at, at, duration_ms, response_status, response_body, error)
    where attempt.id = result.id and attempt.status = 'pending'`.execute(tx);
}

/** Gives up on everything that waits for this endpoint: it is not told any more. */
export async function giveUpOn(tx: Connection, endpointId: string, why: string): Promise<void> {
  await tx
    .updateTable('event_attempts')
    .set({ status: 'failed', error: why })
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'pending')
    .execute();
}

/** One delivery as the API lists it. */
export interface AttemptView extends EventAttemptRow {
  readonly type: string;
}

const attemptViews = (db: Connection, endpointId: string) =>
  db
    .selectFrom('event_attempts')
    .innerJoin('events', 'events.id', 'event_attempts.event_id')
    .selectAll('event_attempts')
    .select('events.type')
    .where('event_attempts.endpoint_id', '=', endpointId);

/** What an endpoint was told, newest first. */
export function listAttempts(
  db: Connection,
  endpointId: string,
  {
    statuses,
    after,
    limit,
  }: {
    statuses: readonly EventAttemptRow['status'][] | undefined;
    after: string | null;
    limit: number;
  },
): Promise<AttemptView[]> {
  let query = attemptViews(db, endpointId);
  if (statuses !== undefined) query = query.where('event_attempts.status', 'in', [...statuses]);
  if (after !== null) query = query.where('event_attempts.id', '<', after);
  return query.orderBy('event_attempts.id', 'desc').limit(limit).execute();
}

/** Has one delivered now, whatever became of it before; its schedule begins anew. */
export async function resendAttempt(
  tx: Connection,
  endpointId: string,
  id: string,
  at: Date,
): Promise<AttemptView | undefined> {
  await tx
    .updateTable('event_attempts')
    .set({ status: 'pending', failures: 0, next_attempt_at: at })
    .where('endpoint_id', '=', endpointId)
    .where('id', '=', id)
    .execute();
  const row = await attemptViews(tx, endpointId)
    .where('event_attempts.id', '=', id)
    .executeTakeFirst();
  if (row !== undefined) await notify(tx, 'event_deliveries', '');
  return row;
}

/** Has every event since then delivered that the endpoint wants and did not take; returns how many. */
export async function recoverAttempts(
  tx: Connection,
  endpoint: Pick<EventEndpointRow, 'id' | 'account_id' | 'types'>,
  createdAfter: Date,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ recovered: string }>`
    with recovered as (
      insert into event_attempts (endpoint_id, event_id, seq, next_attempt_at, created_at)
      select ${endpoint.id}::uuid, id, seq, ${at}::timestamptz, created_at
      from events
      where account_id = ${endpoint.account_id} and seq is not null and created_at > ${createdAfter}
        and ${isWanted('events.type', sql`${endpoint.types}::text[]`)}
      order by seq
      on conflict (endpoint_id, event_id) do update
        set status = 'pending', failures = 0, next_attempt_at = excluded.next_attempt_at
        -- What was not tried yet keeps its place.
        where event_attempts.status = 'failed' or (event_attempts.status = 'pending' and event_attempts.failures > 0)
      returning 1
    )
    select count(*) as recovered from recovered`.execute(tx);
  await notify(tx, 'event_deliveries', '');
  return Number(rows[0]?.recovered ?? 0);
}
