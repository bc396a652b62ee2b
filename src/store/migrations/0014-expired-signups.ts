import { sql, type Kysely } from 'kysely';

/** A sign-up that nobody finished ends, and its token goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table embedded_signups drop constraint embedded_signups_state_check`,
  `alter table embedded_signups add constraint embedded_signups_state_check
    check (state in ('exchanging', 'granted', 'connected', 'refused', 'reply_lost', 'expired', 'unfinished'))`,
  `create index embedded_signups_open on embedded_signups (created_at) where state in ('exchanging', 'granted')`,
];
