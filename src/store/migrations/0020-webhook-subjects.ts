import { sql, type Kysely } from 'kysely';

/**
 * Whom and what each delivery is about, so that what concerns a number, a WABA or an account is found without reading everything. By day, as
 * the deliveries are, with a partition for each day that they have.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table webhook_subjects (
    delivery_id bigint not null,
    received_at timestamptz(3) not null,
    account_id bigint,
    number_id text,
    waba_id text,
    kind text not null
  ) partition by range (received_at)`,
  `create index webhook_subjects_number on webhook_subjects (number_id, delivery_id) where number_id is not null`,
  `create index webhook_subjects_account on webhook_subjects (account_id, delivery_id) where account_id is not null`,
  // Nobody had the number when it came; whoever has it now may look.
  `create index webhook_subjects_unowned on webhook_subjects (number_id, delivery_id)
    where account_id is null and number_id is not null`,
  `create index webhook_subjects_waba on webhook_subjects (waba_id, delivery_id) where number_id is null`,
  // Statuses are nearly all there is: reading everything finds them as quickly.
  `create index webhook_subjects_kind on webhook_subjects (kind, delivery_id) where kind <> 'status'`,
  `do $$
  declare
    day record;
    from_at timestamptz;
  begin
    for day in
      select pg_class.relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'webhook_deliveries'::regclass
    loop
      from_at := to_timestamp(right(day.name, 8) || ' 00:00:00+00', 'YYYYMMDD HH24:MI:SSTZH');
      execute format(
        'create table %I partition of webhook_subjects for values from (%L) to (%L)',
        replace(day.name, 'webhook_deliveries', 'webhook_subjects'), from_at, from_at + interval '24 hours');
    end loop;
  end $$`,
  `insert into webhook_subjects (delivery_id, received_at, account_id, number_id, waba_id, kind)
    select distinct id, received_at, (element ->> 'account_id')::bigint, element ->> 'number_id',
      element ->> 'waba_id', element ->> 'kind'
    from webhook_deliveries, jsonb_array_elements(elements) as element`,
];
