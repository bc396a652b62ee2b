import { sql, type Insertable, type Selectable } from 'kysely';
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

/** Where a page of keys ended. */
export interface ApiKeyCursor {
  readonly at: Date;
  readonly id: string;
}

/** The keys of one account, or every key (null), whose secret begins so; newest first. */
export function listApiKeyRows(
  db: Connection,
  accountId: string | null,
  {
    prefix = '',
    after = null,
    limit,
  }: { prefix?: string | undefined; after?: ApiKeyCursor | null; limit?: number | undefined },
): Promise<ApiKeyRow[]> {
  let query = apiKeysOf(db, accountId)
    .where(sql<boolean>`starts_with(prefix, ${prefix})`)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (after !== null)
    query = query.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id}::uuid)`);
  return (limit === undefined ? query : query.limit(limit)).execute();
}

/** Every read of keys by their owner starts here. */
function apiKeysOf(db: Connection, accountId: string | null) {
  const query = db.selectFrom('api_keys').selectAll();
  return accountId === null ? query : query.where('account_id', '=', accountId);
}

/** One key; undefined when this account has none such. */
export const findApiKeyRow = (
  db: Connection,
  accountId: string | null,
  id: string,
): Promise<ApiKeyRow | undefined> =>
  apiKeysOf(db, accountId).where('id', '=', id).executeTakeFirst();

/** Ends a key by its id, undefined when this account has none such; `isChanged` is false where it had ended before. */
export async function revokeApiKeyRow(
  tx: Connection,
  { id, accountId, at }: { id: string; accountId: string | null; at: number },
): Promise<{ key: ApiKeyRow; isChanged: boolean } | undefined> {
  const key = await apiKeysOf(tx, accountId).where('id', '=', id).forUpdate().executeTakeFirst();
  if (key === undefined || key.revoked_at !== null) return key && { key, isChanged: false };
  const revoked = await tx
    .updateTable('api_keys')
    .set({ revoked_at: new Date(at) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key: revoked, isChanged: true };
}
