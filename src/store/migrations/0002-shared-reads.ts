import { sql, type Kysely } from 'kysely';

/** One list read serves every number of a WABA that is due about then. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table wabas add column nodes jsonb, add column nodes_read_at timestamptz(3)`.execute(
    db,
  );
}
