import { sql, type Kysely } from 'kysely';

/** Events about a number by its digits that came before anybody knew whose they are wait for the read that tells. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table account_events add column waiting_digits text`,
  `create index account_events_waiting on account_events (waba_id, waiting_digits) where waiting_digits is not null`,
];
