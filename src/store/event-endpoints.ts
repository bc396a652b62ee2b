import { sql, type RawBuilder } from 'kysely';
import { notify } from './append.js';
import type { Connection } from './database.js';
import type { EventEndpointRow, EventEndpointsTable } from './tables.js';
import type { Insertable, Updateable } from 'kysely';

/** Does this type match one of the patterns: itself, `number.*`, or `*`? */
export const isWanted = (type: string, patterns: string | RawBuilder<unknown>) => {
  const column = sql.ref(type);
  const array = typeof patterns === 'string' ? sql.ref(patterns) : patterns;
  return sql<boolean>`(${column} = any(${array}) or '*' = any(${array})
    or split_part(${column}, '.', 1) || '.*' = any(${array}))`;
};

/** Adds an endpoint. */
export const insertEndpoint = (
  tx: Connection,
  endpoint: Insertable<EventEndpointsTable>,
): Promise<EventEndpointRow> =>
  tx.insertInto('event_endpoints').values(endpoint).returningAll().executeTakeFirstOrThrow();

/** Where a page of endpoints ended. */
export interface EndpointCursor {
  readonly at: Date;
  readonly id: string;
}

/** The endpoints of an account, newest first; null = of every account. */
export function listEndpoints(
  db: Connection,
  accountId: string | null,
  { after, limit }: { after: EndpointCursor | null; limit: number },
): Promise<EventEndpointRow[]> {
  let query = db.selectFrom('event_endpoints').selectAll();
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  if (after !== null)
    query = query.where((where) =>
      where(where.refTuple('created_at', 'id'), '<', where.tuple(after.at, after.id)),
    );
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** How many endpoints an account has. The account is locked meanwhile: two who count at once see each other. */
export async function countEndpoints(tx: Connection, accountId: string): Promise<number> {
  // What only refers to the account must not wait.
  await tx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .execute();
  const { count } = await tx
    .selectFrom('event_endpoints')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** One endpoint of the account, which nobody else changes until the end of the transaction. */
export const lockEndpoint = (
  tx: Connection,
  accountId: string,
  id: string,
): Promise<EventEndpointRow | undefined> =>
  tx
    .selectFrom('event_endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();

/** One endpoint; another account's is not there. */
export function findEndpoint(
  db: Connection,
  accountId: string | null,
  id: string,
): Promise<EventEndpointRow | undefined> {
  const query = db.selectFrom('event_endpoints').selectAll().where('id', '=', id);
  return (
    accountId === null ? query : query.where('account_id', '=', accountId)
  ).executeTakeFirst();
}

/** Changes an endpoint and takes it from whoever delivers to it: whoever goes on reads it anew. */
export async function updateEndpoint(
  tx: Connection,
  accountId: string,
  id: string,
  changes: Updateable<EventEndpointsTable>,
): Promise<EventEndpointRow | undefined> {
  const row = await tx
    .updateTable('event_endpoints')
    .set({ ...changes, leased_by: null, leased_until: null })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) await notify(tx, 'event_deliveries', id);
  return row;
}

/** Removes an endpoint and what it was told. */
export async function deleteEndpoint(
  tx: Connection,
  accountId: string,
  id: string,
): Promise<EventEndpointRow | undefined> {
  const row = await tx
    .deleteFrom('event_endpoints')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await tx.deleteFrom('event_attempts').where('endpoint_id', '=', id).execute();
  await notify(tx, 'event_deliveries', id);
  return row;
}

/** What delivering needs to know of an endpoint. */
export type EndpointToTell = Pick<
  EventEndpointRow,
  | 'id'
  | 'url'
  | 'batch'
  | 'encrypted_secret'
  | 'encrypted_previous_secret'
  | 'previous_secret_until'
  | 'failing_since'
>;

/**
 * Lets this worker alone deliver to endpoints that have something due and that nobody holds. By Postgres's clock, which all workers share.
 * Whoever changes one takes it away, so they stay as they are told here for as long as they are held.
 */
export async function leaseEndpoints(
  db: Connection,
  lease: { holder: string; leaseMs: number; at: number; limit: number },
): Promise<EndpointToTell[]> {
  const { rows } = await sql<EndpointToTell>`
    update event_endpoints
    set leased_by = ${lease.holder}, leased_until = now() + ${lease.leaseMs} * interval '1 millisecond'
    where id in (
      select id from event_endpoints as endpoint
      where disabled_at is null
        and (leased_until is null or leased_until < now())
        and (held_until is null or held_until <= ${new Date(lease.at)})
        and exists (
          select from event_attempts
          where endpoint_id = endpoint.id and status = 'pending' and next_attempt_at <= ${new Date(lease.at)}
        )
      limit ${lease.limit}
      for update skip locked
    )
    returning id, url, batch, encrypted_secret, encrypted_previous_secret, previous_secret_until, failing_since`.execute(
    db,
  );
  return rows;
}

/** Keeps the leases; returns those that this worker still has. */
export async function renewLeases(
  db: Connection,
  { holder, leaseMs, ids }: { holder: string; leaseMs: number; ids: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update event_endpoints set leased_until = now() + ${leaseMs} * interval '1 millisecond'
    where leased_by = ${holder} and id = any(${ids}::uuid[])
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Gives leases back. */
export async function releaseLeases(
  db: Connection,
  holder: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('event_endpoints')
    .set({ leased_by: null, leased_until: null })
    .where('leased_by', '=', holder)
    .where('id', 'in', [...ids])
    .execute();
}

/** Notes since when each of these fails, ms; null for those that answer well. */
export async function noteHealth(
  tx: Connection,
  states: ReadonlyMap<string, number | null>,
): Promise<void> {
  if (states.size === 0) return;
  const instants = [...states.values()].map((since) =>
    since === null ? null : new Date(since).toISOString(),
  );
  await sql`
    update event_endpoints as endpoint set failing_since = state.since
    from unnest(${[...states.keys()]}::uuid[], ${instants}::timestamptz[]) as state (id, since)
    where endpoint.id = state.id`.execute(tx);
}

/** Leaves an endpoint alone until then. */
export async function holdEndpoint(tx: Connection, id: string, until: Date): Promise<void> {
  await tx
    .updateTable('event_endpoints')
    .set({ held_until: until })
    .where('id', '=', id)
    .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<', until)]))
    .execute();
}

/** Tells it nothing any more; undefined when it was disabled before. */
export const disableEndpoint = (
  tx: Connection,
  id: string,
  reason: 'gone' | 'failing',
  at: Date,
): Promise<EventEndpointRow | undefined> =>
  tx
    .updateTable('event_endpoints')
    .set({
      disabled_at: at,
      disabled_reason: reason,
      leased_by: null,
      leased_until: null,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
