import { sql } from 'kysely';
import type { Connection, Database } from './database.js';

/** A token to be looked at, from the row of one of the accounts that have it. */
export interface DueToken {
  readonly id: string;
  readonly encryptedToken: string;
  readonly digest: string;
}

/** A claim that its worker never finished is free again after this, ms. */
const LEASE = 10 * 60_000;

/**
 * Claims tokens that are due and serve a number that is not released, each distinct token once however many WABAs and accounts share it. Two
 * workers never get the same one; what one of them does not finish comes again.
 */
export async function claimDueTokens(
  db: Database,
  at: number,
  limit: number,
): Promise<readonly DueToken[]> {
  const now = new Date(at);
  const until = new Date(at + LEASE);
  const { rows } = await sql<DueToken>`
    with due as materialized (
      -- One row stands for all with the same token, so that two workers cannot take one each.
      select first.id, first.equality_hmac
      from tokens as first
      where not exists (
          select from tokens as earlier
          where earlier.equality_hmac = first.equality_hmac and earlier.id < first.id
        )
        and exists (
          select from tokens as same
          join wabas on wabas.token_id = same.id
          join numbers on numbers.account_id = wabas.account_id and numbers.waba_id = wabas.waba_id
          where same.equality_hmac = first.equality_hmac
            and numbers.released_at is null
            and (same.next_check_at is null or same.next_check_at <= ${now})
        )
      order by first.next_check_at nulls first, first.id
      limit ${limit}
      for update of first skip locked
    ), claimed as (
      update tokens set next_check_at = ${until}, attempted_at = ${now}
      from due where tokens.equality_hmac = due.equality_hmac
    )
    select tokens.id, tokens.encrypted_token as "encryptedToken", due.equality_hmac as digest
    from due join tokens on tokens.id = due.id`.execute(db);
  return rows;
}

/** Keeps that a look told nothing, and when to try again. What is known of the token stays. */
export async function recordNoTokenAnswer(
  db: Connection,
  { digest, error, at, nextAt }: { digest: string; error: string; at: number; nextAt: number },
): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ attempted_at: new Date(at), check_error: error, next_check_at: new Date(nextAt) })
    .where('equality_hmac', '=', digest)
    .execute();
}
