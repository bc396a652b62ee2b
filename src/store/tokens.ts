import { randomUUID } from 'node:crypto';
import type { Connection } from './database.js';
import { owners, type Vault } from './vault.js';

/** The id of the account's row for this token: equal tokens share one, so that they are checked once. */
export async function keepToken(
  tx: Connection,
  vault: Vault,
  { accountId, token, at }: { accountId: string; token: string; at: number },
): Promise<string> {
  const id = randomUUID();
  const row = await tx
    .insertInto('tokens')
    .values({
      id,
      account_id: accountId,
      encrypted_token: vault.encrypt(token, owners.token(id)),
      equality_hmac: vault.digest(token),
      last4: lastFour(token),
      created_at: new Date(at),
    })
    // Changes nothing, but locks and returns the row that is there.
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'equality_hmac'])
        .doUpdateSet((excluded) => ({ last4: excluded.ref('excluded.last4') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Enough to tell tokens apart; of a short one even that would tell too much. */
export const lastFour = (token: string): string => (token.length < 12 ? '····' : token.slice(-4));
