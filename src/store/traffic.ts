import { sql } from 'kysely';
import type { Connection } from './database.js';

/** An hour, ms. */
const HOUR = 3_600_000;

/** The starts (ms) of the hours since `from` in which a message came, for each number that had any; one index probe an hour, however busy. */
export async function busyHours(
  db: Connection,
  phoneNumberIds: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<Map<string, number[]>> {
  const first = Math.floor(from / HOUR) * HOUR;
  const { rows } = await sql<{ id: string; hours: Date[] }>`
    select number.id, array_agg(hour order by hour) as hours
    from unnest(${phoneNumberIds}::text[]) as number (id)
      cross join generate_series(${new Date(first)}::timestamptz, ${new Date(to)}::timestamptz,
        interval '1 hour') as hour
    where exists (
      select from inbound_messages
      where phone_number_id = number.id and occurred_at >= hour
        and occurred_at < hour + interval '1 hour'
    )
    group by number.id`.execute(db);
  return new Map(rows.map(({ id, hours }) => [id, hours.map((hour) => hour.getTime())]));
}

/** Keeps how long nothing usually comes for these numbers; null: they are not usually busy. */
export async function storeUsualGaps(
  db: Connection,
  gaps: ReadonlyMap<string, number | null>,
  at: number,
): Promise<void> {
  await sql`
    update numbers set usual_gap = gap.value::jsonb
    from unnest(
      ${[...gaps.keys()]}::uuid[],
      ${[...gaps.values()].map((ms) => JSON.stringify({ ms, measured_at: at }))}::text[]
    ) as gap (id, value)
    where numbers.id = gap.id`.execute(db);
}
