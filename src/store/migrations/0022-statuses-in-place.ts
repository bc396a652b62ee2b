import { sql, type Kysely } from 'kysely';

/**
 * Statuses change messages in place, and tell of it with as few indexes as can be. Those of a campaign come together, so that all rows of a page change in one transaction: each needs room
 * for its next version there, or all its indexes are written again. What a status says of its message's id is in `raw`, and nobody looked
 * for it: it is handed on with the status.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table messages set (fillfactor = 50)`,
  `drop index message_statuses_callback_data`,
  `alter table message_statuses drop column biz_opaque_callback_data`,
  // One that has no place yet is not looked for by it.
  `alter table events drop constraint events_account_id_seq_key`,
  `create unique index events_account_id_seq_key on events (account_id, seq) where seq is not null`,
];
