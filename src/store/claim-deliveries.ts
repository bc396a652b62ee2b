import { sql } from 'kysely';
import type { Connection } from './database.js';
import type { DeliveryElement } from './tables.js';
import { forgetSubjects, insertSubjects } from './webhook-subjects.js';

/** A delivery that waits to be processed; locked until the caller's transaction ends. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly receivedAt: Date;
  readonly body: Buffer;
  /** What became of its elements when it was processed before; null: it was not. */
  readonly before: readonly DeliveryElement[] | null;
}

export interface Claim {
  /** Only ids above it: what lies below is done, and scanning its dead tuples was three quarters of a drain's time (toolchain.md, 9). */
  readonly after: string;
  readonly limit: number;
  /** As many bodies as fit, at least one. */
  readonly maxBytes: number;
}

/** Locks the oldest deliveries that wait and that nobody else works on. */
export async function claimDeliveries(
  tx: Connection,
  { after, limit, maxBytes }: Claim,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<{
    id: string;
    received_at: Date;
    body: Buffer;
    elements: DeliveryElement[] | null;
  }>`
    with claimed as materialized (
      select id, received_at, octet_length(body) as bytes
      from webhook_deliveries
      where processed_at is null and id > ${after}
      order by id
      limit ${limit}
      for update skip locked
    ), sized as materialized (
      select id, received_at, sum(bytes) over (order by id) - bytes as before from claimed
    )
    select delivery.id, delivery.received_at, delivery.body, delivery.elements
    from sized
    join webhook_deliveries as delivery
      on delivery.id = sized.id and delivery.received_at = sized.received_at
    where sized.before < ${maxBytes}
    order by delivery.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.received_at,
    body: row.body,
    before: row.elements,
  }));
}

/** Locks this one, unless somebody else has it or it is done. */
export const claimDelivery = (
  tx: Connection,
  { id, receivedAt }: Pick<ClaimedDelivery, 'id' | 'receivedAt'>,
): Promise<{ id: string } | undefined> =>
  tx
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('id', '=', id)
    .where('received_at', '=', receivedAt)
    .where('processed_at', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();

/** What became of a delivery. */
export interface ProcessedDelivery extends Pick<ClaimedDelivery, 'id' | 'receivedAt' | 'before'> {
  readonly error: string | null;
  readonly elements: readonly DeliveryElement[];
}

/** Marks deliveries as processed and writes down what they are about, in the transaction that holds their locks. */
export async function markProcessed(
  tx: Connection,
  processed: readonly ProcessedDelivery[],
  at: number,
): Promise<void> {
  if (processed.length === 0) return;
  await forgetSubjects(tx, processed);
  await sql`
    with done as materialized (
      select id, received_at, error, elements::jsonb
      from unnest(
        ${processed.map(({ id }) => id)}::bigint[],
        ${processed.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
        ${processed.map(({ error }) => error)}::text[],
        ${processed.map(({ elements }) => JSON.stringify(elements))}::text[]
      ) as given (id, received_at, error, elements)
    ), marked as (
      update webhook_deliveries as delivery
      set processed_at = ${new Date(at)}, error = done.error, elements = done.elements
      from done
      where delivery.id = done.id and delivery.received_at = done.received_at
    )
    ${insertSubjects}`.execute(tx);
}

/** The lowest id above `after` that waits, whoever works on it; null when none does. */
export async function lowestWaiting(db: Connection, after: string): Promise<string | null> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('processed_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
