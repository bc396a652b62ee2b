import { sql, type Kysely } from 'kysely';

/** What is old is found without reading what is not. Block ranges: rows come in the order of their time, and inserts hardly notice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index message_statuses_received on message_statuses using brin (received_at)`,
  `create index inbound_messages_received on inbound_messages using brin (received_at)`,
  `create index account_events_received on account_events using brin (received_at)`,
  `create index timeline_at on timeline using brin (at)`,
];
