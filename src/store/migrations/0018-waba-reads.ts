import { sql, type Kysely } from 'kysely';

/** An event of an account asks for one read of it; what that shows decides which of its numbers are woken. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table waba_reads (
    account_id bigint not null,
    waba_id text not null,
    version bigint not null default 1,
    not_before timestamptz(3) not null,
    reason text not null,
    primary key (account_id, waba_id)
  )`,
  // When the last read that Meta's events asked for was due.
  `alter table wabas add column webhook_read_at timestamptz(3)`,
];
