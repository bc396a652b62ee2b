import { sql } from 'kysely';
import type { Database } from './database.js';

const DAY = 86_400_000;
/** Any number that nobody else locks: one copy makes partitions at a time. */
const LOCK = 7_352_001;

/** The days, UTC, from `before` days before the instant to `after` days after it, each as its first millisecond. */
export const daysAround = (at: number, before: number, after: number): number[] =>
  Array.from(
    { length: before + 1 + after },
    (_, index) => (Math.floor(at / DAY) - before + index) * DAY,
  );

/** `webhook_deliveries_20261120`. */
export const partitionName = (day: number): string =>
  `webhook_deliveries_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;

/**
 * Makes the partitions of these days where they are missing and says how many it made. Safe from several processes at once. The table
 * is made beside its parent and then attached: that stops no insert, which `create table … partition of` would.
 */
export async function createDeliveryPartitions(
  db: Database,
  days: readonly number[],
): Promise<number> {
  const wanted = await missing(db, days);
  if (wanted.length === 0) return 0;
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    const stillMissing = await missing(tx, wanted);
    for (const day of stillMissing) {
      const table = sql.table(partitionName(day));
      const [from, to] = [day, day + DAY].map((at) => sql.lit(new Date(at).toISOString()));
      await sql`create table ${table} (like webhook_deliveries including defaults including indexes)`.execute(
        tx,
      );
      await sql`alter table webhook_deliveries attach partition ${table} for values from (${from}) to (${to})`.execute(
        tx,
      );
    }
    return stillMissing.length;
  });
}

/** Asks the catalogue's tables: `to_regclass` answers from a cache that may not know yet what another copy just made. */
async function missing(
  db: Pick<Database, 'getExecutor'>,
  days: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ name: string }>`
    select pg_class.relname as name from pg_inherits join pg_class on pg_class.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent = 'webhook_deliveries'::regclass`.execute(db);
  const there = new Set(rows.map(({ name }) => name));
  return days.filter((day) => !there.has(partitionName(day)));
}
