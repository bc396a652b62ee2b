import { sql, type Kysely } from 'kysely';

/** Accounts that close, sign-ups in Meta's pop-up, and what was asked of the WhatsApp Business app. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table accounts add column closing_at timestamptz(3)`,
  `create index on audit_log (request_id) where request_id is not null`,
  `create index on api_keys (account_id, created_at desc)`,

  `create table embedded_signups (
    id uuid primary key,
    -- Null: Meta told of it, and nobody brought us its code.
    account_id bigint references accounts (id),
    code_hmac text,
    waba_id text,
    phone_number_id text,
    business_id text,
    coexistence boolean not null default false,
    state text not null
      check (state in ('exchanging', 'granted', 'connected', 'refused', 'reply_lost', 'unfinished')),
    -- The token between its exchange and the choice of a number.
    encrypted_token text,
    problem jsonb,
    actor text,
    request_id text,
    created_at timestamptz(3) not null,
    finished_at timestamptz(3),
    confirmed_at timestamptz(3),
    unique (account_id, code_hmac)
  )`,
  `create index on embedded_signups (account_id, created_at desc)`,
  `create index on embedded_signups (waba_id, created_at desc)`,

  `alter table numbers add column app_data_sync jsonb`,
];
