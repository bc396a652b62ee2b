import { sql } from 'kysely';
import type { Connection } from './database.js';
import type { ReasonCode, WaitingOn } from '../onboarding/reasons.js';
import type { Stage } from '../onboarding/stage.js';

/** How many numbers stand at one reason, and when we look at the first of them again. */
export interface NumberCount {
  readonly stage: Stage;
  readonly waiting_on: WaitingOn;
  readonly reason: ReasonCode;
  readonly count: number;
  readonly next_check_at: Date | null;
}

/** The account's numbers (null: every account's) that are not closed, counted by where they stand. */
export function countNumbers(db: Connection, accountId: string | null): Promise<NumberCount[]> {
  const query = db
    .selectFrom('numbers')
    .select(['stage', 'waiting_on', 'reason'])
    .select([
      sql<number>`count(*)::int`.as('count'),
      sql<Date | null>`min(next_check_at)`.as('next_check_at'),
    ])
    .where('released_at', 'is', null)
    .groupBy(['stage', 'waiting_on', 'reason']);
  return (accountId === null ? query : query.where('account_id', '=', accountId)).execute();
}

/** The answer that most numbers got since, if at least `atLeast` of them did. */
export interface CommonAnswer {
  readonly code: string | null;
  readonly numbers: number;
  readonly since: Date;
  readonly reasons: string[];
}

/** Numbers that came to one of these reasons since, with the same answer of Meta's; undefined where fewer than `atLeast` did. */
export async function commonAnswer(
  db: Connection,
  accountId: string | null,
  { reasons, since, atLeast }: { reasons: readonly string[]; since: Date; atLeast: number },
): Promise<CommonAnswer | undefined> {
  const ofAccount = accountId === null ? sql`true` : sql`account_id = ${accountId}`;
  const { rows } = await sql<CommonAnswer>`
    select coalesce(
        node_error -> 'refusal' ->> 'code',
        case when reason = any(${['attempt_spaced', 'refused_unknown']})
          then explanation -> 'registration' -> 'last_attempt' ->> 'code' end
      ) as code,
      count(*)::int as numbers, min(reason_since) as since, array_agg(distinct reason) as reasons
    from numbers
    where released_at is null and reason = any(${reasons}) and reason_since > ${since} and ${ofAccount}
    group by 1
    having count(*) >= ${atLeast}
    order by 2 desc
    limit 1
  `.execute(db);
  return rows[0];
}
