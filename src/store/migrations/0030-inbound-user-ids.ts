import { sql, type Kysely } from 'kysely';

/**
 * The service window is asked for under a business-scoped user id too, and a message that carries both has the digits as its sender. Rows
 * without such an id cost nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index inbound_messages_of_user
    on inbound_messages (phone_number_id, (payload ->> 'from_user_id'), occurred_at desc)
    where payload ->> 'from_user_id' is not null`,
  `create index inbound_messages_of_parent_user
    on inbound_messages (phone_number_id, (payload ->> 'from_parent_user_id'), occurred_at desc)
    where payload ->> 'from_parent_user_id' is not null`,
];
