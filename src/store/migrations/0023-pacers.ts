import { sql, type Kysely } from 'kysely';

/** The processes that send now: each gives a number its share of what Meta lets it send. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table pacers (
    id uuid primary key,
    seen_at timestamptz(3) not null
  )`.execute(db);
}
