import { sql, type Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { TokensTable, WabasTable } from './tables.js';

/** A WhatsApp Business Account as the API shows it. */
export interface WabaView extends Selectable<WabasTable> {
  readonly token_last4: string;
  readonly token_facts: Selectable<TokensTable>['facts'];
}

/** The WABAs of one account, null = of every account; ordered by id. */
export function wabaViews(db: Connection, accountId: string | null) {
  const query = db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .selectAll('wabas')
    .select(['tokens.last4 as token_last4', 'tokens.facts as token_facts'])
    .orderBy('wabas.waba_id')
    .orderBy('wabas.account_id');
  return accountId === null ? query : query.where('wabas.account_id', '=', accountId);
}

/** At most `limit` WABAs after the one where the page before ended. */
export function listWabaViews(
  db: Connection,
  accountId: string | null,
  {
    after,
    limit,
    createdAfter,
    createdBefore,
  }: {
    after: { wabaId: string; accountId: string } | null;
    limit: number;
    createdAfter?: Date | undefined;
    createdBefore?: Date | undefined;
  },
): Promise<WabaView[]> {
  let query = wabaViews(db, accountId).limit(limit);
  if (createdAfter !== undefined) query = query.where('wabas.created_at', '>', createdAfter);
  if (createdBefore !== undefined) query = query.where('wabas.created_at', '<', createdBefore);
  if (after === null) return query.execute();
  return query
    .where(
      sql<boolean>`(wabas.waba_id, wabas.account_id) > (${after.wabaId}, ${after.accountId}::bigint)`,
    )
    .execute();
}

/** Which token serves the WABA in this account; undefined when none does. */
export const tokenOfWaba = (
  db: Connection,
  accountId: string,
  wabaId: string,
): Promise<{ token_id: string; equality_hmac: string } | undefined> =>
  db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select(['wabas.token_id', 'tokens.equality_hmac'])
    .where('wabas.account_id', '=', accountId)
    .where('wabas.waba_id', '=', wabaId)
    .executeTakeFirst();

/** Lets this token serve the WABA, known or new; `token_changed_at` moves only when it is another one. */
export async function assignToken(
  tx: Connection,
  {
    accountId,
    wabaId,
    tokenId,
    at,
  }: { accountId: string; wabaId: string; tokenId: string; at: number },
): Promise<void> {
  await tx
    .insertInto('wabas')
    .values({
      account_id: accountId,
      waba_id: wabaId,
      token_id: tokenId,
      token_changed_at: new Date(at),
      created_at: new Date(at),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'waba_id'])
        .doUpdateSet((excluded) => ({
          token_id: excluded.ref('excluded.token_id'),
          token_changed_at: excluded.ref('excluded.token_changed_at'),
        }))
        .whereRef('wabas.token_id', '!=', 'excluded.token_id'),
    )
    .execute();
}
