import { sql, type Kysely } from 'kysely';

/** People look for a message by the number as they wrote it; what is written with its + is found as the recipient. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index messages_recipient_input on messages (recipient_input, id)
    where recipient_input <> recipient and recipient_input not like '+%'`.execute(db);
}
