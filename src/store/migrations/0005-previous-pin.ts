import { sql, type Kysely } from 'kysely';

/** A PIN that was proven stays known when a person types another one: the typed one may be wrong. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table phone_numbers_seen add column encrypted_proven_pin text`.execute(db);
}
