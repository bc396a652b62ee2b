import type { Connection } from './database.js';
import type { AccountWaba } from './templates.js';

/** One account's way into a WABA. */
export interface WabaSession extends AccountWaba {
  readonly tokenId: string;
  readonly encryptedToken: string;
  /** When its templates were last read; null: never. */
  readonly syncedAt: Date | null;
}

/** Every account that has the WABA, each with its own token. */
export async function wabaSessions(db: Connection, wabaId: string): Promise<WabaSession[]> {
  const rows = await db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select([
      'wabas.account_id',
      'wabas.templates_synced_at',
      'tokens.id',
      'tokens.encrypted_token',
    ])
    .where('wabas.waba_id', '=', wabaId)
    .orderBy('wabas.account_id')
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    wabaId,
    tokenId: row.id,
    encryptedToken: row.encrypted_token,
    syncedAt: row.templates_synced_at,
  }));
}
