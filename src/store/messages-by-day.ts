import { sql } from 'kysely';
import type { Connection } from './database.js';
import { isMadeBefore, isMadeFrom, isOfNumber, type AccountNumber } from './messages-made.js';

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

/** The last `days` days up to now, oldest first, days without a message too. One statement over the messages that the phone number sent in them. */
export async function messagesByDay(
  db: Connection,
  number: AccountNumber,
  { days, at }: { readonly days: number; readonly at: number },
): Promise<MessageDay[]> {
  const last = Math.floor(at / DAY) * DAY;
  const [first, end] = [new Date(last - (days - 1) * DAY), new Date(last + DAY)];
  const { rows } = await sql<MessageDay>`
    select to_char(day at time zone 'UTC', 'YYYY-MM-DD') as day,
      count(*) filter (where read_at is not null)::int as read,
      count(*) filter (where read_at is null and delivered_at is not null)::int as delivered,
      count(*) filter (where not arrived and failed_at is null and accepted_at is not null)::int as sent,
      count(*) filter (where not arrived and failed_at is not null)::int as failed,
      count(*) filter (where not arrived and failed_at is null and accepted_at is null)::int as waiting
    from generate_series(${first}::timestamptz, ${new Date(last)}::timestamptz, interval '24 hours') as day
    left join (
      select date_trunc('day', created_at, 'UTC') as day, read_at, delivered_at, accepted_at, failed_at,
        (read_at is not null or delivered_at is not null) as arrived
      from messages
      where ${isOfNumber(number)} and ${isMadeFrom(first)} and ${isMadeBefore(end)}
    ) as message using (day)
    group by day
    order by day`.execute(db);
  return rows;
}
