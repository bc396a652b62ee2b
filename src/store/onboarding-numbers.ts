import { sql, type Selectable } from 'kysely';
import type { Memory } from '../onboarding/memory.js';
import type { Connection } from './database.js';
import type { NumberRow, TokensTable, WabasTable } from './tables.js';

/** The row that owns this phone number now; undefined once it was released or is gone. */
export const currentOwner = (
  db: Connection,
  phoneNumberId: string,
): Promise<NumberRow | undefined> =>
  db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .where('released_at', 'is', null)
    .executeTakeFirst();

/** The numbers of a WABA that are or are to become live, but for those that somebody paused. */
export const numbersToKeepLive = (
  db: Connection,
  { accountId, wabaId }: { readonly accountId: string; readonly wabaId: string },
): Promise<NumberRow[]> =>
  db
    .selectFrom('numbers')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('released_at', 'is', null)
    .where('desired', '=', 'live')
    .where('paused', 'is', null)
    .orderBy('id')
    .execute();

/** Those of {@link numbersToKeepLive} that are live: the ones that the sweep looks at. */
export const liveNumbersOf = async (
  db: Connection,
  waba: { readonly accountId: string; readonly wabaId: string },
): Promise<NumberRow[]> =>
  (await numbersToKeepLive(db, waba)).filter(({ stage }) => stage === 'live');

/** A WABA with the token that serves it. */
export interface WabaWithToken {
  readonly waba: Selectable<WabasTable>;
  readonly token: Selectable<TokensTable>;
}

/** @throws Error when the number's WABA or token is missing, which foreign keys rule out */
export async function wabaOf(
  db: Connection,
  number: Pick<NumberRow, 'account_id' | 'waba_id'>,
): Promise<WabaWithToken> {
  const waba = await db
    .selectFrom('wabas')
    .selectAll()
    .where('account_id', '=', number.account_id)
    .where('waba_id', '=', number.waba_id)
    .executeTakeFirstOrThrow();
  const token = await db
    .selectFrom('tokens')
    .selectAll()
    .where('id', '=', waba.token_id)
    .executeTakeFirstOrThrow();
  return { waba, token };
}

/** Does another number, of any account, still need the subscription of this WABA? */
export async function isWabaStillNeeded(
  db: Connection,
  number: Pick<NumberRow, 'id' | 'waba_id'>,
): Promise<boolean> {
  const other = await db
    .selectFrom('numbers')
    .select('id')
    .where('waba_id', '=', number.waba_id)
    .where('id', '!=', number.id)
    .where('released_at', 'is', null)
    .where('desired', '=', 'live')
    .executeTakeFirst();
  return other !== undefined;
}

/** Merges keys into the number's memory; other keys stay as they are, so that turns and steps never overwrite each other. */
export async function mergeMemory(
  db: Connection,
  numberId: string,
  patch: Partial<Memory>,
): Promise<void> {
  await db
    .updateTable('numbers')
    .set({ memory: sql<string>`memory || ${JSON.stringify(patch)}::jsonb` })
    .where('id', '=', numberId)
    .execute();
}
