import { sql } from 'kysely';
import type { Connection } from './database.js';

/** What became of the messages that were made on one day (UTC); each counts once, by the furthest it came. */
export interface MessageDay {
  /** `2026-11-20`. */
  readonly day: string;
  readonly read: number;
  readonly delivered: number;
  /** With Meta, not known to have arrived. */
  readonly sent: number;
  readonly failed: number;
  /** Not with Meta, or nobody knows. */
  readonly waiting: number;
}

const DAY = 86_400_000;

/** The last `days` days up to now, oldest first, days without a message too. One statement over the number's own messages. */
export async function messagesByDay(
  db: Connection,
  numberId: string,
  { days, at }: { readonly days: number; readonly at: number },
): Promise<MessageDay[]> {
  const first = new Date(Math.floor(at / DAY) * DAY - (days - 1) * DAY);
  const { rows } = await sql<MessageDay>`
    select to_char(day at time zone 'UTC', 'YYYY-MM-DD') as day,
      count(*) filter (where read_at is not null)::int as read,
      count(*) filter (where read_at is null and delivered_at is not null)::int as delivered,
      count(*) filter (where not arrived and failed_at is null and accepted_at is not null)::int as sent,
      count(*) filter (where not arrived and failed_at is not null)::int as failed,
      count(*) filter (where not arrived and failed_at is null and accepted_at is null and id is not null)::int as waiting
    from generate_series(${first}::timestamptz, ${new Date(at)}::timestamptz, interval '24 hours') as day
    left join lateral (
      select id, read_at, delivered_at, accepted_at, failed_at,
        (read_at is not null or delivered_at is not null) as arrived
      from messages
      where number_id = ${numberId} and created_at >= day and created_at < day + interval '24 hours'
    ) as message on true
    group by day
    order by day`.execute(db);
  return rows;
}
