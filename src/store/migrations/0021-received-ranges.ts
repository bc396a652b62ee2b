import { sql, type Kysely } from 'kysely';

/** Deliveries come in the order of their time: block ranges find a time as well, and cost neither the intake nor the drain an entry for each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `drop index webhook_deliveries_received`,
  `create index webhook_deliveries_received on webhook_deliveries using brin (received_at) with (autosummarize = on)`,
];
