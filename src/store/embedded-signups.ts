import { randomUUID } from 'node:crypto';
import type { Updateable } from 'kysely';
import type { Connection } from './database.js';
import type { EmbeddedSignupRow, EmbeddedSignupsTable } from './tables.js';

/** A webhook of Meta's and the browser may tell of one sign-up in either order, this far apart, ms. */
const SAME_SIGNUP = 3_600_000;

/** A sign-up whose code is about to be exchanged. */
export type NewSignup = Pick<
  EmbeddedSignupRow,
  | 'account_id'
  | 'code_hmac'
  | 'waba_id'
  | 'phone_number_id'
  | 'business_id'
  | 'coexistence'
  | 'actor'
  | 'request_id'
>;

/** Stores it before its code is sent anywhere; `isNew` is false where this account brought the same code before. */
export async function beginSignup(
  db: Connection,
  signup: NewSignup,
  at: number,
): Promise<{ signup: EmbeddedSignupRow; isNew: boolean }> {
  const begun = await db
    .insertInto('embedded_signups')
    .values({ id: randomUUID(), ...signup, state: 'exchanging', created_at: new Date(at) })
    .onConflict((conflict) => conflict.columns(['account_id', 'code_hmac']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (begun !== undefined) return { signup: begun, isNew: true };
  const known = await db
    .selectFrom('embedded_signups')
    .selectAll()
    .where('account_id', '=', signup.account_id)
    .where('code_hmac', '=', signup.code_hmac)
    .executeTakeFirstOrThrow();
  return { signup: known, isNew: false };
}

/** Writes down how far it is. */
export async function updateSignup(
  db: Connection,
  id: string,
  columns: Updateable<EmbeddedSignupsTable>,
): Promise<void> {
  await db.updateTable('embedded_signups').set(columns).where('id', '=', id).execute();
}

/** What Meta told of this WABA before its code came is the same sign-up: its confirmation moves to the one that has the code. */
export async function adoptConfirmation(
  db: Connection,
  { id, wabaId, at }: { id: string; wabaId: string; at: number },
): Promise<void> {
  const told = await db
    .deleteFrom('embedded_signups')
    .where('waba_id', '=', wabaId)
    .where('state', '=', 'unfinished')
    .where('created_at', '>', new Date(at - SAME_SIGNUP))
    .returning('confirmed_at')
    .execute();
  const [first] = told;
  if (first !== undefined) await updateSignup(db, id, { confirmed_at: first.confirmed_at });
}

/** Meta says that somebody finished a sign-up with this WABA: confirms the one that we know, else notes one that nobody brought us. */
export async function confirmSignup(
  tx: Connection,
  { wabaId, businessId, at }: { wabaId: string; businessId: string | null; at: number },
): Promise<void> {
  const confirmed = await tx
    .updateTable('embedded_signups')
    .set({ confirmed_at: new Date(at) })
    .where('waba_id', '=', wabaId)
    .where('created_at', '>', new Date(at - SAME_SIGNUP))
    .executeTakeFirst();
  if (confirmed.numUpdatedRows > 0n) return;
  const owners = await tx
    .selectFrom('wabas')
    .select('account_id')
    .where('waba_id', '=', wabaId)
    .limit(2)
    .execute();
  await tx
    .insertInto('embedded_signups')
    .values({
      id: randomUUID(),
      account_id: owners.length === 1 ? (owners[0]?.account_id ?? null) : null,
      waba_id: wabaId,
      business_id: businessId,
      state: 'unfinished',
      created_at: new Date(at),
      confirmed_at: new Date(at),
    })
    .execute();
}

/** The sign-ups of one account; null = all, also those that nobody brought us. Every read of them by the API starts here. */
export function signupViews(db: Connection, accountId: string | null) {
  const query = db.selectFrom('embedded_signups').selectAll();
  return accountId === null ? query : query.where('account_id', '=', accountId);
}
