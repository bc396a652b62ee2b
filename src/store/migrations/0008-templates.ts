import { sql, type Kysely } from 'kysely';

/** Message templates as Meta has them, and the keys that accounts give them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // By account too: an account sees only what its own token could read, also where two name the same WABA.
  `create table templates (
    account_id bigint not null,
    waba_id text not null,
    name text collate "C" not null,
    language text collate "C" not null,
    template_id text,
    status text not null,
    category text,
    previous_category text,
    correct_category text,
    quality text,
    parameter_format text,
    rejected_reason text,
    components jsonb not null,
    changed_at timestamptz(3) not null,
    synced_at timestamptz(3) not null,
    gone_at timestamptz(3),
    primary key (account_id, waba_id, name, language),
    foreign key (account_id, waba_id) references wabas (account_id, waba_id)
  )`,

  `create table template_bindings (
    account_id bigint not null references accounts (id),
    key text collate "C" not null,
    name text collate "C" not null,
    language text collate "C" not null,
    header jsonb,
    -- json, not jsonb: named variables keep their order.
    body json not null,
    buttons jsonb not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    primary key (account_id, key)
  )`,

  `create table template_syncs (
    waba_id text primary key,
    version bigint not null default 1,
    not_before timestamptz(3) not null,
    reason text not null
  )`,

  // How the last synchronization with this account's token went.
  `alter table wabas
    add column templates_attempted_at timestamptz(3),
    add column templates_synced_at timestamptz(3),
    add column templates_error text`,
];
