import { sql, type Selectable } from 'kysely';
import { notify } from './append.js';
import type { Connection, Database } from './database.js';
import { isWanted } from './event-endpoints.js';
import type { EventsTable } from './tables.js';

/** An event that has its place in the sequence. */
export interface EventRow extends Omit<Selectable<EventsTable>, 'seq' | 'position'> {
  readonly seq: string;
}

/**
 * Gives the next events their place in their account's sequence, in the order in which they were written, and every endpoint that wants one a
 * row to deliver. The account's row is locked meanwhile: nobody ever reads a number before all lower ones, also not of a transaction that
 * commits late. Accounts that another worker numbers are passed over. Returns how many got their place.
 */
export async function sequenceEvents(
  db: Database,
  { at, limit }: { at: number; limit: number },
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const waiting = sql`select distinct account_id from (
      select account_id from events where seq is null order by position limit ${limit}
    ) as first`;
    await sql`
      insert into event_sequences (account_id, last_seq, last_at)
      select account_id, 0, ${new Date(at)} from (${waiting}) as waiting
      where not exists (select from event_sequences as known where known.account_id = waiting.account_id)
      on conflict do nothing`.execute(tx);
    const { rows: locked } = await sql<{ account_id: string }>`
      select account_id from event_sequences where account_id in (${waiting})
      order by account_id for update skip locked`.execute(tx);
    if (locked.length === 0) return 0;

    // A statement of its own: it sees all that was committed before the lock was had.
    const { rows } = await sql<{ sequenced: string; deliveries: string }>`
      with numbered as materialized (
        select first.id, first.account_id,
          sequence.last_seq + row_number() over (partition by first.account_id order by first.position) as seq
        from (
          select id, account_id, position from events
          where seq is null and account_id = any(${locked.map((row) => row.account_id)}::bigint[])
          order by position
          limit ${limit}
        ) as first
        join event_sequences as sequence on sequence.account_id = first.account_id
      ), advanced as (
        update event_sequences as sequence
        set last_seq = newest.seq, last_at = greatest(sequence.last_at, ${new Date(at)})
        from (select account_id, max(seq) as seq from numbered group by account_id) as newest
        where sequence.account_id = newest.account_id
        returning sequence.account_id, sequence.last_at
      ), placed as (
        update events set seq = numbered.seq from numbered where events.id = numbered.id
        returning events.id, events.account_id, events.seq, events.type
      ), delivered as (
        insert into event_attempts (endpoint_id, event_id, seq, next_attempt_at, created_at)
        select endpoint.id, placed.id, placed.seq, advanced.last_at, ${new Date(at)}
        from placed
        join advanced on advanced.account_id = placed.account_id
        join event_endpoints as endpoint
          on endpoint.account_id = placed.account_id and endpoint.disabled_at is null
        where ${isWanted('placed.type', 'endpoint.types')}
        order by placed.seq
        returning 1
      )
      select (select count(*) from placed) as sequenced, (select count(*) from delivered) as deliveries`.execute(
      tx,
    );
    const [counts] = rows;
    if (Number(counts?.deliveries ?? 0) > 0) await notify(tx, 'event_deliveries', '');
    return Number(counts?.sequenced ?? 0);
  });
}

export interface EventFilter {
  /** Types, `number.*`, or `*`. */
  readonly types?: readonly string[] | undefined;
  readonly createdAfter: Date;
  readonly createdBefore?: Date | undefined;
}

/** A page of one account's events, oldest first, and where the next one begins. */
export interface EventPage {
  readonly events: readonly EventRow[];
  readonly hasMore: boolean;
  /** Everything up to here has been looked at. */
  readonly lastSeq: string;
}

/** The events of an account after a place in its sequence. */
export async function listEvents(
  db: Connection,
  accountId: string,
  { types, createdAfter, createdBefore }: EventFilter,
  { after, limit }: { after: string; limit: number },
): Promise<EventPage> {
  // Read first: what is numbered between the two reads belongs to the next page.
  const sequence = await db
    .selectFrom('event_sequences')
    .select('last_seq')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const end = sequence?.last_seq ?? '0';
  let query = db
    .selectFrom('events')
    .select(['id', 'account_id', 'seq', 'type', 'created_at', 'number_id', 'data', 'cause'])
    .where('account_id', '=', accountId)
    .where('seq', '>', after)
    .where('seq', '<=', end)
    .where('created_at', '>', createdAfter);
  if (types !== undefined)
    query = query.where(isWanted('events.type', sql`${types as string[]}::text[]`));
  if (createdBefore !== undefined) query = query.where('created_at', '<', createdBefore);
  const rows = await query
    .orderBy('seq')
    .limit(limit + 1)
    .execute();

  const events = rows.slice(0, limit) as EventRow[];
  const hasMore = rows.length > limit;
  const last = events.at(-1)?.seq;
  const reached = BigInt(end) > BigInt(after) ? end : after;
  return { events, hasMore, lastSeq: hasMore && last !== undefined ? last : reached };
}
