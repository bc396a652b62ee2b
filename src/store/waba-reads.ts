import { sql } from 'kysely';
import { notify } from './append.js';
import type { Connection, Database } from './database.js';
import { COALESCED_WITHIN } from './wakeups.js';

/** A WABA as one account has it. */
export interface WabaKey {
  readonly accountId: string;
  readonly wabaId: string;
}

/** A WABA that must be read; deleted only at the version that was started. */
export interface WabaRead extends WabaKey {
  readonly version: string;
  readonly reason: string;
}

/**
 * Makes what was read of these WABAs worthless and asks for one read of each, in the caller's transaction: the worker starts `watchWaba` once
 * Temporal can be reached. What is being read at this moment may be older than the event, so that `nodes_read_at` holds it off. At once, else
 * {@link COALESCED_WITHIN} after the last time.
 */
export async function askForWabaReads(
  tx: Connection,
  wabas: readonly WabaKey[],
  { reason, at }: { reason: string; at: number },
): Promise<void> {
  if (wabas.length === 0) return;
  const now = new Date(at);
  await sql`
    with asked as (
      update wabas
      set nodes = null, nodes_read_at = greatest(nodes_read_at, ${now}::timestamptz),
        facts_read_at = null, subscription_read_at = null,
        webhook_read_at = case
          when webhook_read_at > ${now}::timestamptz then webhook_read_at
          else greatest(${now}::timestamptz, webhook_read_at + ${COALESCED_WITHIN} * interval '1 millisecond')
        end
      where (account_id, waba_id) in (
        select account_id, waba_id from wabas
        where (account_id, waba_id) in (
          select * from unnest(
            ${wabas.map(({ accountId }) => accountId)}::bigint[],
            ${wabas.map(({ wabaId }) => wabaId)}::text[]))
        order by account_id, waba_id
        for no key update
      )
      returning account_id, waba_id, webhook_read_at
    )
    insert into waba_reads (account_id, waba_id, not_before, reason)
    select account_id, waba_id, webhook_read_at, ${reason} from asked order by account_id, waba_id
    on conflict (account_id, waba_id) do update set
      version = waba_reads.version + 1,
      not_before = least(waba_reads.not_before, excluded.not_before),
      reason = excluded.reason`.execute(tx);
  await notify(tx, 'waba_reads', '');
}

/** Asks for a further read of a WABA at `at` (ms); one that is asked for already, and earlier, stands. */
export async function askForWabaRead(
  db: Connection,
  { accountId, wabaId }: WabaKey,
  { reason, at }: { reason: string; at: number },
): Promise<void> {
  await db
    .insertInto('waba_reads')
    .values({ account_id: accountId, waba_id: wabaId, not_before: new Date(at), reason })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'waba_id']).doUpdateSet({
        version: sql<string>`waba_reads.version + 1`,
        not_before: sql<Date>`least(waba_reads.not_before, excluded.not_before)`,
      }),
    )
    .execute();
  await notify(db, 'waba_reads', '');
}

/** The reads that are due at `at`, oldest first. */
export async function dueWabaReads(db: Database, at: number, limit: number): Promise<WabaRead[]> {
  const rows = await db
    .selectFrom('waba_reads')
    .select(['account_id', 'waba_id', 'version', 'reason'])
    .where('not_before', '<=', new Date(at))
    .orderBy('not_before')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    wabaId: row.waba_id,
    version: row.version,
    reason: row.reason,
  }));
}

/** Forgets one that Temporal took, unless someone asked again meanwhile. */
export async function forgetWabaRead(
  db: Database,
  { accountId, wabaId, version }: WabaRead,
): Promise<void> {
  await db
    .deleteFrom('waba_reads')
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('version', '=', version)
    .execute();
}

/** Lets one that Temporal did not take wait until `at`, unless someone asked again meanwhile. */
export async function deferWabaRead(
  db: Database,
  { accountId, wabaId, version }: WabaRead,
  at: number,
): Promise<void> {
  await db
    .updateTable('waba_reads')
    .set({ not_before: new Date(at) })
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('version', '=', version)
    .execute();
}

/** When the next one is due, ms; null when there is none. */
export async function nextWabaReadAt(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom('waba_reads')
    .select((select) => select.fn.min('not_before').as('at'))
    .executeTakeFirst();
  return row?.at?.getTime() ?? null;
}
