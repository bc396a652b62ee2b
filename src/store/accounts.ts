import { sql, type Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { AccountsTable } from './tables.js';

/** An account with how many of its numbers are not released yet. */
export interface AccountView extends Selectable<AccountsTable> {
  readonly numbers_left: number;
}

/** Is there an account with this id? */
export async function accountExists(db: Connection, id: string): Promise<boolean> {
  const row = await db.selectFrom('accounts').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** The accounts that somebody who reads this account sees: itself; null = every one. */
export function accountViews(db: Connection, readsAccountId: string | null) {
  const query = db.selectFrom('accounts').selectAll('accounts').select(numbersLeft);
  return readsAccountId === null ? query : query.where('accounts.id', '=', readsAccountId);
}

const numbersLeft = sql<number>`(
  select count(*)::int from numbers
  where numbers.account_id = accounts.id and numbers.released_at is null and numbers.stage <> 'closed'
)`.as('numbers_left');

/** At most `limit` accounts, newest first, after the one where the page before ended. */
export function listAccountViews(
  db: Connection,
  readsAccountId: string | null,
  { after, limit }: { after: string | null; limit: number },
): Promise<AccountView[]> {
  const query = accountViews(db, readsAccountId).orderBy('accounts.id', 'desc').limit(limit);
  return (after === null ? query : query.where('accounts.id', '<', after)).execute();
}

export const insertAccount = (
  tx: Connection,
  { name, at }: { name: string; at: number },
): Promise<Selectable<AccountsTable>> =>
  tx
    .insertInto('accounts')
    .values({ name, created_at: new Date(at) })
    .returningAll()
    .executeTakeFirstOrThrow();

/**
 * Whether something may be added to the account, which cannot begin to close before the caller's transaction ends; undefined where there is
 * no such account.
 */
export async function isAccountOpen(tx: Connection, id: string): Promise<boolean | undefined> {
  const row = await tx
    .selectFrom('accounts')
    .select('closing_at')
    .where('id', '=', id)
    // What only refers to the account (an event, a number's turn) must not wait for one that closes it.
    .forShare()
    .executeTakeFirst();
  return row === undefined ? undefined : row.closing_at === null;
}

/** Begins to close the account, and nothing is added to it meanwhile; false where that began before. Its keys end at once. */
export async function beginClosing(tx: Connection, id: string, at: number): Promise<boolean> {
  await tx.selectFrom('accounts').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ closing_at: new Date(at) })
    .where('id', '=', id)
    .where('closing_at', 'is', null)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: new Date(at) })
    .where('account_id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  return numUpdatedRows > 0n;
}
