import { sql, type Kysely } from 'kysely';

/** How each WABA's sweeps went, and what they found. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table wabas
    add column swept_at timestamptz(3),
    add column sweep_attempted_at timestamptz(3),
    add column sweep_error jsonb`,
  `create index wabas_due on wabas (next_sweep_at) where next_sweep_at is not null`,
  `alter table numbers add column drift jsonb, add column usual_gap jsonb`,
  // Those that are live already are looked at as soon as somebody sweeps.
  `update wabas set next_sweep_at = now()
    where exists (
      select from numbers
      where numbers.account_id = wabas.account_id and numbers.waba_id = wabas.waba_id
        and released_at is null and stage = 'live'
    )`,
];
