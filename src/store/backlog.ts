import { sql } from 'kysely';
import type { Connection } from './database.js';

/** What waits for somebody, and for how long. */
export interface Backlog {
  readonly waiting: number;
  /** How long the oldest has waited, ms; 0 when none does. */
  readonly oldestMs: number;
}

/** Where numbers stand, without saying which. */
export interface NumbersAt {
  readonly stage: string;
  readonly waiting_on: string;
  readonly count: number;
}

/** More are not counted: the answer is the same, and counting costs. */
export const COUNTED = 100_000;

/** Webhooks that are stored and not processed yet; `waiting` ends at {@link COUNTED}. */
export async function webhookBacklog(db: Connection, at: number): Promise<Backlog> {
  const { rows } = await sql<{ waiting: string; oldest: Date | null }>`
    select
      (select count(*) from (
        select from webhook_deliveries where processed_at is null limit ${COUNTED}
      ) as counted) as waiting,
      (select received_at from webhook_deliveries
        where processed_at is null order by id limit 1) as oldest`.execute(db);
  return backlogOf(rows[0], at);
}

/** Wakeups that are due and that no workflow got yet. */
export async function wakeupBacklog(db: Connection, at: number): Promise<Backlog> {
  const row = await db
    .selectFrom('wakeups')
    .select(({ fn }) => [fn.countAll<string>().as('waiting'), fn.min('not_before').as('oldest')])
    .where('not_before', '<=', new Date(at))
    .executeTakeFirst();
  return backlogOf(row, at);
}

/** How many numbers stand where; released ones do not count. */
export async function countNumbers(db: Connection): Promise<NumbersAt[]> {
  const rows = await db
    .selectFrom('numbers')
    .select(({ fn }) => ['stage', 'waiting_on', fn.countAll<string>().as('count')])
    .where('released_at', 'is', null)
    .groupBy(['stage', 'waiting_on'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

const backlogOf = (
  row: { waiting: string; oldest: Date | null } | undefined,
  at: number,
): Backlog => ({
  waiting: Number(row?.waiting ?? 0),
  oldestMs: row?.oldest ? Math.max(at - row.oldest.getTime(), 0) : 0,
});
