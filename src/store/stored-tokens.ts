import { sql } from 'kysely';
import type { Connection } from './database.js';
import { owners, type Vault } from './vault.js';

/** A token and what it serves. */
export interface StoredToken {
  /** The token itself, for asking Meta about it; never to be shown. @throws Error when the key ring lacks its key */
  readonly reveal: () => string;
  readonly last4: string;
  readonly wabaIds: readonly string[];
}

/** Every token that serves a WABA, oldest first. */
export async function storedTokens(db: Connection, vault: Vault): Promise<StoredToken[]> {
  const rows = await db
    .selectFrom('tokens')
    .innerJoin('wabas', 'wabas.token_id', 'tokens.id')
    .select(['tokens.id', 'tokens.encrypted_token', 'tokens.last4'])
    .select(sql<string[]>`array_agg(wabas.waba_id order by wabas.waba_id)`.as('waba_ids'))
    .groupBy('tokens.id')
    .orderBy('tokens.created_at')
    .execute();
  return rows.map(({ id, encrypted_token, last4, waba_ids }) => ({
    reveal: () => vault.decrypt(encrypted_token, owners.token(id)),
    last4,
    wabaIds: waba_ids,
  }));
}

/** The token that serves the WABA in this account, for asking Meta; undefined when none does. @throws Error when the key ring lacks its key */
export async function tokenTextOfWaba(
  { db, vault }: { readonly db: Connection; readonly vault: Vault },
  accountId: string,
  wabaId: string,
): Promise<string | undefined> {
  const token = await db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select(['tokens.id', 'tokens.encrypted_token'])
    .where('wabas.account_id', '=', accountId)
    .where('wabas.waba_id', '=', wabaId)
    .executeTakeFirst();
  return token && vault.decrypt(token.encrypted_token, owners.token(token.id));
}
