import { sql, type Kysely } from 'kysely';

/** What the drain makes of webhooks: statuses, inbound messages, account events; each under its natural key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Kept whether or not such a message is known: a status may come before the answer to its send.
  `create table message_statuses (
    wamid text collate "C" not null,
    status text collate "C" not null,
    recipient text collate "C" not null,
    phone_number_id text not null,
    -- No foreign key: checked row by row it would cost more than the insert, and numbers are never deleted.
    number_id uuid,
    at timestamptz(3) not null,
    received_at timestamptz(3) not null,
    -- json, not jsonb: exactly what Meta sent.
    raw json not null,
    errors jsonb generated always as ((raw -> 'errors')::jsonb) stored,
    pricing jsonb generated always as ((raw -> 'pricing')::jsonb) stored,
    conversation jsonb generated always as ((raw -> 'conversation')::jsonb) stored,
    biz_opaque_callback_data text generated always as (raw ->> 'biz_opaque_callback_data') stored,
    primary key (wamid, status, recipient)
  )`,
  `create index message_statuses_callback_data on message_statuses (biz_opaque_callback_data)
    where biz_opaque_callback_data is not null`,

  `create table inbound_messages (
    phone_number_id text collate "C" not null,
    wamid text collate "C" not null,
    number_id uuid,
    type text not null,
    sender text,
    occurred_at timestamptz(3) not null,
    received_at timestamptz(3) not null,
    payload jsonb not null,
    contact jsonb,
    primary key (phone_number_id, wamid)
  )`,
  `create index on inbound_messages (phone_number_id, occurred_at desc)`,

  `create table account_events (
    hash text collate "C" primary key,
    waba_id text,
    phone_number_id text,
    field text not null,
    kind text not null,
    access text check (access in ('withdrawn', 'granted')),
    value jsonb not null,
    occurred_at timestamptz(3) not null,
    received_at timestamptz(3) not null
  )`,
  `create index on account_events (waba_id, occurred_at desc)`,
  `create index on account_events (phone_number_id, occurred_at desc) where phone_number_id is not null`,

  // When something of Meta's last arrived, to the minute; and for when the last wake by a webhook was asked.
  `alter table numbers add column last_webhook_at timestamptz(3), add column webhook_wake_at timestamptz(3)`,
  `create index numbers_of_waba on numbers (waba_id) where released_at is null`,
];
