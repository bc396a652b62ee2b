import { sql, type RawBuilder } from 'kysely';
import type { ClaimedDelivery } from './claim-deliveries.js';
import type { Connection } from './database.js';

/**
 * The insert of whom and what the deliveries of `done` (`id`, `received_at`, `elements`) are about, each once: a part of the statement that
 * marks them as processed, which has all of it at hand. A status that could not be read is about nobody.
 */
export const insertSubjects = sql`
  insert into webhook_subjects (delivery_id, received_at, account_id, number_id, waba_id, kind)
  select distinct done.id, done.received_at, element.account_id, element.number_id, element.waba_id, element.kind
  from done, jsonb_to_recordset(done.elements)
    as element (account_id bigint, number_id text, waba_id text, kind text)
  where element.kind <> 'status' or coalesce(element.number_id, element.account_id::text) is not null`;

/** Forgets what these deliveries were found to be about when they were processed before; by the index that each row has. */
export async function forgetSubjects(
  tx: Connection,
  deliveries: readonly Pick<ClaimedDelivery, 'id' | 'receivedAt' | 'before'>[],
): Promise<void> {
  const old = deliveries.flatMap(({ id, receivedAt, before }) =>
    (before ?? []).map(({ kind, number_id: numberId = null }) => ({
      id,
      at: receivedAt.toISOString(),
      kind,
      numberId,
    })),
  );
  if (old.length === 0) return;
  const rows = sql`unnest(
    ${old.map(({ id }) => id)}::bigint[],
    ${old.map(({ at }) => at)}::timestamptz[],
    ${old.map(({ numberId }) => numberId)}::text[],
    ${old.map(({ kind }) => kind)}::text[]
  ) as old (id, at, number_id, kind)`;
  const sameDelivery = sql`subject.delivery_id = old.id and subject.received_at = old.at`;
  await sql`delete from webhook_subjects as subject using ${rows}
    where subject.number_id = old.number_id and ${sameDelivery}`.execute(tx);
  await sql`delete from webhook_subjects as subject using ${rows}
    where subject.kind = old.kind and subject.kind <> 'status' and subject.number_id is null and ${sameDelivery}`.execute(
    tx,
  );
}

/** What deliveries are looked for by; ids and instants exclusive. */
export interface SubjectFilter {
  /** Null: all. */
  readonly accountId: string | null;
  /** Phone number ids, any of them. */
  readonly numberIds?: readonly string[] | undefined;
  /** About any of these WABAs or a number that somebody has there. */
  readonly wabaIds?: readonly string[] | undefined;
  /** Any of them. */
  readonly kinds?: readonly string[] | undefined;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  readonly above?: string | undefined;
  readonly below?: string | undefined;
}

/**
 * The deliveries (`delivery_id`, `received_at`) with an element that the account may see and that is as the filter says, each once, in the
 * order of their ids; at most `limit`, null: all.
 */
export function deliveriesAbout(
  { accountId, numberIds, wabaIds, kinds, createdAfter, createdBefore, ...ids }: SubjectFilter,
  { order, limit }: { order: 'asc' | 'desc'; limit: number | null },
): RawBuilder<unknown> {
  const wanted = [
    numberIds === undefined ? null : sql`number_id = any(${numberIds}::text[])`,
    kinds === undefined ? null : sql`kind = any(${kinds}::text[])`,
    // What the index of kinds needs to be told.
    kinds === undefined || kinds.includes('status') ? null : sql`kind <> 'status'`,
    createdAfter === undefined ? null : sql`received_at > ${createdAfter}`,
    createdBefore === undefined ? null : sql`received_at < ${createdBefore}`,
    ids.above === undefined ? null : sql`delivery_id > ${ids.above}::bigint`,
    ids.below === undefined ? null : sql`delivery_id < ${ids.below}::bigint`,
  ].filter((condition) => condition !== null);
  const tail = sql`order by delivery_id ${sql.raw(order)} ${limit === null ? sql`` : sql`limit ${limit}`}`;
  const branches = seenBy(accountId).flatMap((isSeen) =>
    inWabas(wabaIds).map(
      (isThere) => sql`(
        select distinct on (delivery_id) delivery_id, received_at from webhook_subjects
        where ${sql.join([isSeen, isThere, ...wanted], sql` and `)} ${tail})`,
    ),
  );
  return sql`select distinct on (delivery_id) delivery_id, received_at
    from (${sql.join(branches, sql` union all `)}) as about ${tail}`;
}

/** One condition for each index. */
const inWabas = (wabaIds: readonly string[] | undefined): RawBuilder<boolean>[] =>
  wabaIds === undefined
    ? [sql`true`]
    : [
        sql`number_id is null and waba_id = any(${wabaIds}::text[])`,
        sql`number_id in (select phone_number_id from numbers where numbers.waba_id = any(${wabaIds}::text[]))`,
      ];

/** One condition for each index: together, what `concerns` says of elements. */
const seenBy = (accountId: string | null): RawBuilder<boolean>[] =>
  accountId === null
    ? [sql`true`]
    : [
        sql`account_id = ${accountId}::bigint`,
        sql`number_id is null and waba_id in (
          select waba_id from wabas
          where account_id = ${accountId}::bigint and (facts is not null or subscription is not null))`,
        sql`account_id is null and number_id in (
          select phone_number_id from numbers
          where account_id = ${accountId}::bigint and released_at is null)`,
      ];
