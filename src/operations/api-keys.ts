import { randomBytes, randomUUID } from 'node:crypto';
import { isAccountOpen } from '../store/accounts.js';
import { appendAudit } from '../store/append.js';
import {
  findApiKeyRow,
  insertApiKey,
  listApiKeyRows,
  revokeApiKeyRow,
  type ApiKeyCursor,
  type ApiKeyRow,
} from '../store/api-keys.js';
import type { Connection } from '../store/database.js';
import type { Scope } from '../store/tables.js';
import { requireScope, type Actor } from './actor.js';
import { hashKey } from './authenticate.js';
import type { Dependencies } from './dependencies.js';
import { accountClosing } from './account-closing.js';
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
 * Makes a key. Its secret is in this answer and nowhere else, ever. Nobody gives away a scope that they lack.
 * @throws Problem `insufficient_scope`, `account_closing`, `not_found` for an account that is not theirs or not there
 */
export async function createApiKey(
  actor: Actor,
  { accountId, name, scopes, expiresAt }: NewApiKey,
  { db, clock }: Ports,
): Promise<{ key: ShownApiKey; secret: string }> {
  requireScope(actor, 'admin');
  if (!actor.isPlatform && accountId !== actor.accountId) throw noAccount(accountId);
  for (const scope of scopes) requireScope(actor, scope);
  const secret = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    if (accountId !== null) await assertOpen(tx, accountId);
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

/** The keys of the actor's account; every key for the platform. Newest first, narrowed by how the secret begins. @throws Problem `insufficient_scope` */
export async function listApiKeys(
  actor: Actor,
  { db }: Pick<Ports, 'db'>,
  page: { prefix?: string | undefined; after?: ApiKeyCursor | null; limit?: number } = {},
): Promise<ShownApiKey[]> {
  requireScope(actor, 'admin');
  return (await listApiKeyRows(db, actor.readsAccountId, page)).map(show);
}

/** One key. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readApiKey(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<ShownApiKey> {
  requireScope(actor, 'admin');
  const key = isId(id) ? await findApiKeyRow(db, actor.readsAccountId, id) : undefined;
  if (key === undefined) throw noKey();
  return show(key);
}

/** Ends a key at once; again changes nothing. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function revokeApiKey(
  actor: Actor,
  id: string,
  { db, clock }: Ports,
): Promise<ShownApiKey> {
  requireScope(actor, 'admin');
  const at = clock.now();
  const accountId = actor.readsAccountId;
  return db.transaction().execute(async (tx) => {
    const revoked = isId(id) ? await revokeApiKeyRow(tx, { id, accountId, at }) : undefined;
    if (revoked === undefined) throw noKey();
    if (revoked.isChanged) await auditKey(tx, actor, 'api_key.revoke', revoked.key, at);
    return show(revoked.key);
  });
}

const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

const noKey = (): Problem => new Problem('not_found', 'There is no such API key.');

async function assertOpen(tx: Connection, accountId: string): Promise<void> {
  const isOpen = await isAccountOpen(tx, accountId);
  if (isOpen === undefined) throw noAccount(accountId);
  if (!isOpen) throw accountClosing(accountId);
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
