import { sql, type Kysely } from 'kysely';

/** Messages that we send, with everything Meta tells of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table messages (
    -- Version 7: in the order of their making.
    id uuid primary key,
    account_id bigint not null,
    -- No foreign keys: numbers and accounts are never deleted.
    number_id uuid not null,
    phone_number_id text not null,
    waba_id text not null,
    type text not null,
    template_key text,
    template_name text,
    template_language text,
    recipient text not null,
    recipient_input text not null,
    recipient_country text,
    -- The recipient in Meta's words; of Brazil and Mexico it may differ.
    wa_id text,
    user_id text,
    -- json, not jsonb: exactly what is sent, key order included.
    request json not null,
    context jsonb not null default '{}',
    idempotency_key text,
    again_of uuid,
    actor text not null,
    request_id text,
    status text not null,
    wamid text collate "C",
    -- What Meta called it when it took it: accepted, held_for_quality_assessment, paused.
    message_status text,
    error jsonb,
    pricing jsonb,
    conversation jsonb,
    -- Every call to Meta: when, how it went, Meta's words.
    attempts json not null default '[]',
    -- While a call is under way; a row that keeps it belongs to a process that died.
    calling_since timestamptz(3),
    -- For the worker: when it is to be sent (again), and since when a run has it.
    next_attempt_at timestamptz(3),
    handed_over_at timestamptz(3),
    created_at timestamptz(3) not null,
    accepted_at timestamptz(3),
    sent_at timestamptz(3),
    delivered_at timestamptz(3),
    read_at timestamptz(3),
    played_at timestamptz(3),
    failed_at timestamptz(3)
  -- Statuses change rows in place, and touch no indexed column.
  ) with (fillfactor = 70)`,
  `create unique index messages_wamid on messages (wamid) where wamid is not null`,
  `create unique index messages_idempotency on messages (account_id, number_id, idempotency_key)
    where idempotency_key is not null`,
  `create unique index messages_again on messages (again_of) where again_of is not null`,
  `create index messages_of_account on messages (account_id, id)`,
  `create index messages_of_number on messages (number_id, id)`,
  `create index messages_to_recipient on messages (recipient, id)`,
  `create index messages_context on messages using gin (context jsonb_path_ops) where context <> '{}'`,
  `create index messages_calling on messages (calling_since) where calling_since is not null`,
  `create index messages_waiting on messages (next_attempt_at)
    where next_attempt_at is not null`,
  // The service window: when a person last wrote.
  `create index inbound_messages_of_sender on inbound_messages (phone_number_id, sender, occurred_at desc)`,
];
