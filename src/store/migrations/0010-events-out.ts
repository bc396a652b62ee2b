import { sql, type Kysely } from 'kysely';

/** Events out: the sequence that readers follow, the endpoints that are told, and what became of each telling. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Several events of one transaction share `created_at`: the order in which they were written is kept.
  `alter table events add column position bigint generated always as identity`,
  `drop index events_unsequenced`,
  `create index events_unsequenced on events (position) where seq is null`,
  `create index events_created on events using brin (created_at)`,

  // The row that whoever numbers an account's events has locked.
  `create table event_sequences (
    account_id bigint primary key references accounts (id),
    last_seq bigint not null,
    last_at timestamptz(3) not null
  )`,

  `create table event_endpoints (
    id uuid primary key,
    account_id bigint not null references accounts (id),
    url text not null,
    types text[] not null,
    description text,
    batch boolean not null default false,
    encrypted_secret text not null,
    encrypted_previous_secret text,
    previous_secret_until timestamptz(3),
    failing_since timestamptz(3),
    held_until timestamptz(3),
    disabled_at timestamptz(3),
    disabled_reason text check (disabled_reason in ('asked', 'gone', 'failing')),
    leased_by uuid,
    leased_until timestamptz(3),
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `create index on event_endpoints (account_id, created_at desc, id desc)`,

  // No foreign keys: checked row by row they would cost more than the insert. Rows go with their endpoint, or as old as their events do.
  `create table event_attempts (
    id bigint generated always as identity primary key,
    endpoint_id uuid not null,
    event_id uuid not null,
    seq bigint not null,
    status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
    attempts integer not null default 0,
    failures integer not null default 0,
    next_attempt_at timestamptz(3) not null,
    created_at timestamptz(3) not null,
    last_attempt_at timestamptz(3),
    duration_ms integer,
    response_status integer,
    response_body text,
    error text,
    unique (endpoint_id, event_id)
  )`,
  `create index event_attempts_due on event_attempts (endpoint_id, next_attempt_at, seq) where status = 'pending'`,
  `create index event_attempts_created on event_attempts using brin (created_at)`,
];
