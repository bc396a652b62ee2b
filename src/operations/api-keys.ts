import { randomBytes, randomUUID } from 'node:crypto';
import { accountExists } from '../store/accounts.js';
import { appendAudit } from '../store/append.js';
import {
  insertApiKey,
  listApiKeyRows,
  revokeApiKeyRow,
  type ApiKeyRow,
} from '../store/api-keys.js';
import type { Connection } from '../store/database.js';
import type { Scope } from '../store/tables.js';
import { requireScope, type Actor } from './actor.js';
import { hashKey } from './authenticate.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

/** A key as it may be shown: never its secret nor its hash. */
export type ShownApiKey = Omit<ApiKeyRow, 'hash'>;

export interface NewApiKey {
  /** Null: a platform key. */
  readonly accountId: string | null;
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

type Ports = Pick<Dependencies, 'db' | 'clock'>;

const PREFIX = 'on_live_';
const SHOWN_CHARACTERS = 8;

/**
 * Makes a key. Its secret is in this answer and nowhere else, ever.
 * @throws Problem `insufficient_scope`, `not_found` for an account that is not theirs or not there
 */
export async function createApiKey(
  actor: Actor,
  { accountId, name, scopes, expiresAt }: NewApiKey,
  { db, clock }: Ports,
): Promise<{ key: ShownApiKey; secret: string }> {
  requireScope(actor, 'admin');
  if (!actor.isPlatform && accountId !== actor.accountId) throw noAccount(accountId);
  const secret = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    if (accountId !== null && !(await accountExists(tx, accountId))) throw noAccount(accountId);
    const key = await insertApiKey(tx, {
      id: randomUUID(),
      hash: hashKey(secret),
      prefix: secret.slice(0, PREFIX.length + SHOWN_CHARACTERS),
      account_id: accountId,
      name,
      scopes: [...new Set(scopes)],
      created_at: new Date(at),
      expires_at: expiresAt,
    });
    await auditKey(tx, actor, 'api_key.create', key, at);
    return { key: show(key), secret };
  });
}

/** The keys of the actor's account; every key for the platform. Newest first. */
export async function listApiKeys(actor: Actor, { db }: Ports): Promise<ShownApiKey[]> {
  requireScope(actor, 'admin');
  const keys = await listApiKeyRows(db, actor.isPlatform ? actor.readsAccountId : actor.accountId);
  return keys.map(show);
}

/** Ends a key at once; again changes nothing. @throws Problem `not_found` */
export async function revokeApiKey(
  actor: Actor,
  id: string,
  { db, clock }: Ports,
): Promise<ShownApiKey> {
  requireScope(actor, 'admin');
  const at = clock.now();
  const accountId = actor.isPlatform ? null : actor.accountId;
  return db.transaction().execute(async (tx) => {
    const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);
    const key = isId ? await revokeApiKeyRow(tx, { id, accountId, at }) : undefined;
    if (key === undefined) throw new Problem('not_found', 'There is no such API key.');
    await auditKey(tx, actor, 'api_key.revoke', key, at);
    return show(key);
  });
}

function show(key: ApiKeyRow): ShownApiKey {
  const { hash: _hash, ...shown } = key;
  return shown;
}

const noAccount = (id: string | null): Problem =>
  new Problem(
    'not_found',
    id === null ? 'Only the platform makes such keys.' : `There is no account ${id}.`,
  );

const auditKey = (
  tx: Connection,
  actor: Actor,
  action: string,
  key: ApiKeyRow,
  at: number,
): Promise<void> =>
  appendAudit(tx, {
    accountId: key.account_id,
    at,
    keyId: actor.keyId,
    actor: actor.name,
    action,
    subject: `api_key/${key.id}`,
    requestId: actor.requestId,
    details: { prefix: key.prefix, scopes: key.scopes },
  });
