import { randomUUID } from 'node:crypto';
import { sql, type Updateable } from 'kysely';
import type { Connection, Database } from './database.js';
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

/**
 * Its number is connected, and its token is kept elsewhere. What Meta told of this WABA before is the same sign-up: its confirmation moves to
 * the one that has the code.
 */
export async function finishSignup(
  db: Database,
  { id, wabaId, phoneNumberId }: { id: string; wabaId: string; phoneNumberId: string },
  at: { readonly begunAt: number; readonly finishedAt: number },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockSignupsOf(tx, wabaId);
    const [told] = await tx
      .deleteFrom('embedded_signups')
      .where('waba_id', '=', wabaId)
      .where('state', '=', 'unfinished')
      .where('created_at', '>', new Date(at.begunAt - SAME_SIGNUP))
      .returning('confirmed_at')
      .execute();
    await updateSignup(tx, id, {
      state: 'connected',
      waba_id: wabaId,
      phone_number_id: phoneNumberId,
      encrypted_token: null,
      problem: null,
      finished_at: new Date(at.finishedAt),
      ...(told !== undefined && { confirmed_at: told.confirmed_at }),
    });
  });
}

/** Whoever finishes a sign-up and whoever hears of it from Meta see each other's row. */
const lockSignupsOf = (tx: Connection, wabaId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`signup ${wabaId}`}, 0))`.execute(tx);

/** Ends sign-ups from before this instant that nobody finished, and throws their tokens away. Returns how many. */
export async function expireSignups(db: Connection, before: Date, at: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('embedded_signups')
    .set({ state: 'expired', encrypted_token: null, finished_at: at })
    .where('state', 'in', ['exchanging', 'granted'])
    .where('created_at', '<', before)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Meta says that somebody finished a sign-up with this WABA: confirms the one that connected it, else notes one that nobody brought us. What
 * others only claimed of the WABA is not confirmed: it would tell them of a customer who is not theirs.
 */
export async function confirmSignup(
  tx: Connection,
  { wabaId, businessId, at }: { wabaId: string; businessId: string | null; at: number },
): Promise<void> {
  await lockSignupsOf(tx, wabaId);
  const confirmed = await tx
    .updateTable('embedded_signups')
    .set({ confirmed_at: new Date(at) })
    .where('waba_id', '=', wabaId)
    .where('state', 'in', ['connected', 'unfinished'])
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
