import { sql } from 'kysely';
import type { Database } from './database.js';
import type { MessageRow } from './tables.js';

/** A run that is this late was terminated, or lost with its Temporal, ms. */
const LATE_RUN = 15 * 60_000;
/** A run that sleeps longer leaves its place among its number's, ms. */
const SLEEPS = 60_000;
/** Runs of one number at a time: more than its pace lets through in a second would only wait in Temporal instead of here. */
const RUNS_OF_NUMBER = 100;

/**
 * Messages that wait and may have a run now, the oldest first. Those of one number to one person have one run after the other: a burst is
 * rows, not runs, and arrives in its order. One whose run is lost is among them again.
 */
export async function dueSends(
  db: Database,
  at: number,
  limit: number,
): Promise<Pick<MessageRow, 'id' | 'account_id'>[]> {
  const awake = new Date(at + SLEEPS);
  const late = new Date(at - LATE_RUN);
  const { rows } = await sql<Pick<MessageRow, 'id' | 'account_id'>>`
    select id, account_id from (
      select id, account_id, calling_since, next_attempt_at, handed_over_at,
        row_number() over (partition by phone_number_id, recipient order by handed_over_at, id) as of_pair,
        row_number() over (
          partition by phone_number_id, (handed_over_at is not null and next_attempt_at > ${awake})
          order by handed_over_at, next_attempt_at, id) as of_number
      from messages where next_attempt_at is not null
    ) as waiting
    where of_pair = 1 and of_number <= ${RUNS_OF_NUMBER} and calling_since is null
      and (handed_over_at is null or (handed_over_at < ${late} and next_attempt_at < ${late}))
    order by next_attempt_at, id
    limit ${limit}`.execute(db);
  return rows;
}
