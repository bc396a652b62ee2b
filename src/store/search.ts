import { sql } from 'kysely';
import type { Connection } from './database.js';

const MOST = 20;

/** Something that happened to a number, found by the trace id that Meta gave it. */
export interface TracedHappening {
  readonly id: string;
  readonly phone_number_id: string;
  readonly at: Date;
  readonly sentence: string;
}

/** What carries this trace id in the timelines of one account's numbers (null: every account's); newest first. */
export function happeningsByTrace(
  db: Connection,
  accountId: string | null,
  traceId: string,
): Promise<TracedHappening[]> {
  const query = db
    .selectFrom('timeline')
    .innerJoin('numbers', 'numbers.id', 'timeline.number_id')
    .select(['timeline.id', 'numbers.phone_number_id', 'timeline.at', 'timeline.sentence'])
    .where(sql<boolean>`timeline.facts ->> 'fbtrace_id' = ${traceId}`)
    .orderBy('timeline.at', 'desc')
    .limit(MOST);
  return (accountId === null ? query : query.where('numbers.account_id', '=', accountId)).execute();
}

/** A message that Meta refused with this trace id. */
export interface TracedMessage {
  readonly id: string;
  readonly recipient: string;
  readonly created_at: Date;
}

/** The messages of one account (null: of every account) that Meta refused with this trace id; newest first. */
export function messagesByTrace(
  db: Connection,
  accountId: string | null,
  traceId: string,
): Promise<TracedMessage[]> {
  const query = db
    .selectFrom('messages')
    .select(['id', 'recipient', 'created_at'])
    .where(sql<boolean>`error ->> 'fbtrace_id' = ${traceId}`)
    .orderBy('created_at', 'desc')
    .limit(MOST);
  return (accountId === null ? query : query.where('account_id', '=', accountId)).execute();
}
