import { sql, type Kysely } from 'kysely';

/**
 * Events without foreign keys, as messages and statuses are: accounts and numbers are never deleted. Every event locked its account's row and
 * its number's, so that each campaign of one account met itself there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table events drop constraint events_account_id_fkey`,
  `alter table events drop constraint events_number_id_fkey`,
];
