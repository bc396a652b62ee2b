import { sql, type Kysely } from 'kysely';

/** When each token is looked at next and what its last look said; and how much of Meta's call budget each WABA has used. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table tokens
    add column attempted_at timestamptz(3),
    add column check_error text,
    add column next_check_at timestamptz(3),
    add column refused jsonb,
    add column refusals integer not null default 0,
    add column told_expiry jsonb`,
  // The same token in several accounts is checked, and marked, once.
  `create index on tokens (equality_hmac)`,
  `create index on wabas (token_id)`,
  `alter table wabas
    add column usage_read_at timestamptz(3),
    add column calls_resume_at timestamptz(3)`,
];
