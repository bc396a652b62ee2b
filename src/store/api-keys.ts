import type { Insertable, Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { ApiKeysTable } from './tables.js';

export type ApiKeyRow = Selectable<ApiKeysTable>;

/** The key with this SHA-256, revoked or not. */
export const findApiKey = (db: Connection, hash: string): Promise<ApiKeyRow | undefined> =>
  db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst();

/** Oftener would cost a write per request and tell nobody more. */
const NOTE_EVERY = 60_000;

/** Remembers that the key is in use, to the minute. */
export async function noteApiKeyUse(
  db: Connection,
  { id, last_used_at }: ApiKeyRow,
  at: number,
): Promise<void> {
  if (last_used_at !== null && at - last_used_at.getTime() < NOTE_EVERY) return;
  await db
    .updateTable('api_keys')
    .set({ last_used_at: new Date(at) })
    .where('id', '=', id)
    .execute();
}

export const insertApiKey = (db: Connection, key: Insertable<ApiKeysTable>): Promise<ApiKeyRow> =>
  db.insertInto('api_keys').values(key).returningAll().executeTakeFirstOrThrow();

/** The keys of one account, or every key (null); newest first. */
export function listApiKeyRows(db: Connection, accountId: string | null): Promise<ApiKeyRow[]> {
  const query = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id');
  return accountId === null ? query.execute() : query.where('account_id', '=', accountId).execute();
}

/** Ends a key by its id; undefined when this account has none such. A second time changes nothing. */
export async function revokeApiKeyRow(
  db: Connection,
  { id, accountId, at }: { id: string; accountId: string | null; at: number },
): Promise<ApiKeyRow | undefined> {
  let own = db.selectFrom('api_keys').selectAll().where('id', '=', id);
  if (accountId !== null) own = own.where('account_id', '=', accountId);
  const key = await own.forUpdate().executeTakeFirst();
  if (key === undefined || key.revoked_at !== null) return key;
  return db
    .updateTable('api_keys')
    .set({ revoked_at: new Date(at) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}
