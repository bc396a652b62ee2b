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

/** What is kept by day: the deliveries, and whom each is about. */
const TABLES = ['webhook_deliveries', 'webhook_subjects'] as const;
type Table = (typeof TABLES)[number];

/** `webhook_deliveries_20261120`. */
export const partitionName = (day: number, table: Table = 'webhook_deliveries'): string =>
  `${table}_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;

/**
 * Makes the partitions of these days where they are missing and says how many days had none. Safe from several processes at once. Each table
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
    const stillMissing = await missing(
      tx,
      wanted.map(({ day }) => day),
    );
    for (const { table: parent, day } of stillMissing) {
      const table = sql.table(partitionName(day, parent));
      const [from, to] = [day, day + DAY].map((at) => sql.lit(new Date(at).toISOString()));
      await sql`create table ${table} (like ${sql.table(parent)} including defaults including indexes)`.execute(
        tx,
      );
      await sql`alter table ${sql.table(parent)} attach partition ${table} for values from (${from}) to (${to})`.execute(
        tx,
      );
    }
    return new Set(stillMissing.map(({ day }) => day)).size;
  });
}

/** Asks the catalogue's tables: `to_regclass` answers from a cache that may not know yet what another copy just made. */
async function missing(
  db: Pick<Database, 'getExecutor'>,
  days: readonly number[],
): Promise<{ readonly table: Table; readonly day: number }[]> {
  const { rows } = await sql<{ name: string }>`
    select pg_class.relname as name from pg_inherits join pg_class on pg_class.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent in ('webhook_deliveries'::regclass, 'webhook_subjects'::regclass)`.execute(
    db,
  );
  const there = new Set(rows.map(({ name }) => name));
  return [...new Set(days)].flatMap((day) =>
    TABLES.filter((table) => !there.has(partitionName(day, table))).map((table) => ({
      table,
      day,
    })),
  );
}

/** What became of the days that are over. */
export interface DroppedPartitions {
  readonly dropped: readonly string[];
  /** With deliveries that the drain has not been through: they are never dropped. */
  readonly kept: readonly string[];
}

/** How long one statement may wait for others, ms: a day that is not dropped now is dropped next time. */
const PATIENCE = 30_000;

/**
 * Drops the partitions of the days that ended before the instant, unless a delivery in them waits. Detached first, and without a lock that an
 * insert would wait for; what an earlier run left half done is finished.
 */
export async function dropDeliveryPartitions(
  db: Database,
  before: number,
): Promise<DroppedPartitions> {
  const dropped: string[] = [];
  const kept: string[] = [];
  await db.connection().execute(async (held) => {
    await sql`select set_config('statement_timeout', ${String(PATIENCE)}, false)`.execute(held);
    try {
      for (const partition of await oldPartitions(held, 'webhook_deliveries', before)) {
        const isDropped = await dropPartition(held, partition);
        (isDropped ? dropped : kept).push(partition.name);
      }
      for (const partition of await oldPartitions(held, 'webhook_subjects', before))
        if (!kept.includes(partitionName(partition.day))) await dropPartition(held, partition);
    } finally {
      await sql`reset statement_timeout`.execute(held);
    }
  });
  return { dropped, kept };
}

interface Partition {
  readonly table: Table;
  readonly name: string;
  readonly day: number;
  readonly state: 'attached' | 'detaching' | 'detached';
}

/** Days that ended, also those that a run which died has detached already. */
async function oldPartitions(db: Database, table: Table, before: number): Promise<Partition[]> {
  const { rows } = await sql<Pick<Partition, 'name' | 'state'>>`
    select pg_class.relname as name,
      case when inhrelid is null then 'detached' when inhdetachpending then 'detaching' else 'attached' end as state
    from pg_class
    left join pg_inherits on inhrelid = pg_class.oid and inhparent = ${table}::regclass
    where relkind = 'r' and relname ~ ${`^${table}_[0-9]{8}$`}
      and relnamespace = (select relnamespace from pg_class where oid = ${table}::regclass)
    order by pg_class.relname`.execute(db);
  return rows
    .map((row) => ({ ...row, table, day: dayOf(row.name) }))
    .filter(({ day }) => day + DAY <= before);
}

/** False when it holds a delivery that waits. */
async function dropPartition(db: Database, partition: Partition): Promise<boolean> {
  const { name, day, state } = partition;
  const parent = sql.table(partition.table);
  const table = sql.table(name);
  if (state === 'attached') {
    if (await hasWaiting(db, partition)) return false;
    await sql`alter table ${parent} detach partition ${table} concurrently`.execute(db);
  } else if (state === 'detaching') {
    await sql`alter table ${parent} detach partition ${table} finalize`.execute(db);
  }
  // Nobody can reach it any more: a replay that put one back in the last moment is seen now.
  if (await hasWaiting(db, partition)) {
    const [from, to] = [day, day + DAY].map((at) => sql.lit(new Date(at).toISOString()));
    await sql`alter table ${parent} attach partition ${table} for values from (${from}) to (${to})`.execute(
      db,
    );
    return false;
  }
  await sql`drop table ${table}`.execute(db);
  return true;
}

async function hasWaiting(db: Database, { table, name }: Partition): Promise<boolean> {
  if (table !== 'webhook_deliveries') return false;
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from ${sql.table(name)} where processed_at is null) as waits`.execute(db);
  return rows[0]?.waits === true;
}

/** The inverse of {@link partitionName}. */
function dayOf(name: string): number {
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}
