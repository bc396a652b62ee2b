import { sql } from 'kysely';
import type { Connection } from './database.js';

/** Where a trace id of Meta's was met. */
export interface TracedAttempt {
  readonly phone_number_id: string;
  readonly started_at: Date;
  readonly kind: string;
}

/** Registration attempts whose refusal carries this trace id, of one account's numbers (null: every account's); newest first. */
export function attemptsByTrace(
  db: Connection,
  accountId: string | null,
  traceId: string,
): Promise<TracedAttempt[]> {
  const query = db
    .selectFrom('registration_attempts')
    .innerJoin('numbers', 'numbers.id', 'registration_attempts.number_id')
    .select([
      'registration_attempts.phone_number_id',
      'registration_attempts.started_at',
      'registration_attempts.kind',
    ])
    .where(sql<boolean>`registration_attempts.refusal ->> 'fbtraceId' = ${traceId}`)
    .orderBy('registration_attempts.id', 'desc')
    .limit(MOST);
  return (accountId === null ? query : query.where('numbers.account_id', '=', accountId)).execute();
}

const MOST = 20;
