import { sql, type RawBuilder } from 'kysely';
import type { Connection } from './database.js';
import type { DeliveryElement } from './tables.js';
import { deliveriesAbout } from './webhook-subjects.js';

/** What a list of deliveries is narrowed to; several kinds mean "any of them". */
export interface DeliveryFilter {
  /** Phone number ids, any of them. */
  readonly numberIds?: readonly string[] | undefined;
  /** About any of these WABAs or a number that somebody has there. */
  readonly wabaIds?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
}

/** A delivery as one account may see it. */
export interface DeliveryView {
  readonly id: string;
  readonly received_at: Date;
  readonly processed_at: Date | null;
  readonly error: string | null;
  /** The account's own elements only; null before the drain. */
  readonly elements: readonly DeliveryElement[] | null;
}

/** With what Meta sent. */
export interface WholeDelivery extends DeliveryView {
  readonly route: string;
  readonly signed_by: number;
  readonly body: Buffer;
  /** Nothing in it concerns another account. */
  readonly is_all_own: boolean;
}

/**
 * Does this element concern the account? What the drain found counts; without it, who holds the number now. What is about one number is nobody
 * else's, though others have numbers in its WABA; what is about the WABA concerns all whose token Meta let read it: naming it is no proof.
 */
const isOwn = (accountId: string): RawBuilder<boolean> => sql`(
  element ->> 'account_id' = ${accountId}
  or (element ->> 'number_id' is null
    and element ->> 'waba_id' in (
      select waba_id from wabas
      where account_id = ${accountId}::bigint and (facts is not null or subscription is not null)))
  or (element ->> 'account_id' is null and element ->> 'number_id' in (
    select phone_number_id from numbers where account_id = ${accountId}::bigint and released_at is null)))`;

const elements = sql.ref('webhook_deliveries.elements');

/** Deliveries that concern the account; one that waits for the drain is known to concern nobody yet. Null: all. */
const concerns = (accountId: string | null): RawBuilder<boolean> =>
  accountId === null
    ? sql`true`
    : sql`exists (select from jsonb_array_elements(${elements}) as element where ${isOwn(accountId)})`;

const ownElements = (accountId: string | null): RawBuilder<DeliveryElement[] | null> =>
  accountId === null
    ? sql`${elements}`
    : sql`(select jsonb_agg(element) from jsonb_array_elements(${elements}) as element where ${isOwn(accountId)})`;

const isAllOwn = (accountId: string | null): RawBuilder<boolean> =>
  accountId === null
    ? sql`true`
    : sql`not exists (select from jsonb_array_elements(${elements}) as element where (${isOwn(accountId)}) is not true)`;

const views = (db: Connection, accountId: string | null) =>
  db
    .selectFrom('webhook_deliveries')
    .select(['id', 'received_at', 'processed_at', 'error'])
    .select(ownElements(accountId).as('elements'))
    .where(concerns(accountId));

/** Deliveries, newest first; `after` is the id where the page before ended. */
export function listDeliveries(
  db: Connection,
  accountId: string | null,
  filter: DeliveryFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<DeliveryView[]> {
  const { numberIds, wabaIds, kinds, createdAfter, createdBefore } = filter;
  const isNarrow = numberIds !== undefined || wabaIds !== undefined;
  if (accountId !== null || isNarrow || kinds?.includes('status') === false) {
    const about = deliveriesAbout(
      { accountId, ...filter, below: after ?? undefined },
      { order: 'desc', limit },
    );
    return db
      .selectFrom(sql<{ delivery_id: string; received_at: Date }>`(${about})`.as('about'))
      .innerJoin('webhook_deliveries', (join) =>
        join
          .onRef('webhook_deliveries.id', '=', 'about.delivery_id')
          .onRef('webhook_deliveries.received_at', '=', 'about.received_at'),
      )
      .select(['id', 'webhook_deliveries.received_at', 'processed_at', 'error'])
      .select(ownElements(accountId).as('elements'))
      .orderBy('id', 'desc')
      .execute();
  }
  // Statuses are nearly all there is.
  let query = views(db, accountId);
  if (kinds !== undefined)
    query = query.where(
      sql<boolean>`${elements} @> any (${kinds.map((kind) => JSON.stringify([{ kind }]))}::jsonb[])`,
    );
  if (createdAfter !== undefined) query = query.where('received_at', '>', createdAfter);
  if (createdBefore !== undefined) query = query.where('received_at', '<', createdBefore);
  if (after !== null) query = query.where('id', '<', after);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** One delivery with its bytes. */
export const findDelivery = (
  db: Connection,
  accountId: string | null,
  id: string,
): Promise<WholeDelivery | undefined> =>
  views(db, accountId)
    .select(['route', 'signed_by', 'body'])
    .select(isAllOwn(accountId).as('is_all_own'))
    .where('id', '=', id)
    .executeTakeFirst();

/** Hands deliveries to the drain once more. What they did keeps its natural keys, so nothing happens twice. */
export async function putBack(
  tx: Connection,
  deliveries: readonly Pick<DeliveryView, 'id' | 'received_at'>[],
): Promise<void> {
  await sql`
    update webhook_deliveries as delivery set processed_at = null, error = null
    from unnest(
      ${deliveries.map(({ id }) => id)}::bigint[],
      ${deliveries.map(({ received_at: at }) => at.toISOString())}::timestamptz[]
    ) as wanted (id, received_at)
    where delivery.id = wanted.id and delivery.received_at = wanted.received_at
      and delivery.processed_at is not null`.execute(tx);
}
