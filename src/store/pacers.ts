import { sql } from 'kysely';
import type { Database } from './database.js';

/** A process that was not seen for so long no longer sends, seconds. */
const GONE_AFTER = 20;

/** Says that this process sends, and returns how many do, this one included. By Postgres's clock: those of the processes differ. */
export async function notePacer(db: Database, id: string): Promise<number> {
  await sql`delete from pacers where seen_at < now() - ${GONE_AFTER} * interval '1 second'`.execute(
    db,
  );
  await sql`
    insert into pacers (id, seen_at) values (${id}, now())
    on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pacers`.execute(db);
  return rows[0]?.n ?? 1;
}

/** Says that this process sends no more. */
export async function forgetPacer(db: Database, id: string): Promise<void> {
  await sql`delete from pacers where id = ${id}`.execute(db);
}
