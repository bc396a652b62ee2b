import { sql, type Kysely } from 'kysely';

/** Does a message to this person wait? Asked before every send: the next one is not to overtake it. Nearly always empty. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index messages_waiting_pair on messages (phone_number_id, recipient)
    where next_attempt_at is not null`.execute(db);
}
