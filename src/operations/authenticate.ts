import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '../store/database.js';
import { accountExists } from '../store/accounts.js';
import { findApiKey, findApiKeyRow, noteApiKeyUse, type ApiKeyRow } from '../store/api-keys.js';
import { SCOPES } from '../store/tables.js';
import type { Actor } from './actor.js';
import { Problem } from './problem.js';

/** What a request says about its sender. */
export interface Credentials {
  readonly apiKey: string | undefined;
  /** `Account-Id`: which account a platform key acts for. */
  readonly accountId: string | undefined;
  /** `Actor`: the person behind the key. */
  readonly actor: string | undefined;
  readonly requestId: string;
}

/** The account a platform key acts for when it names none; made by the first migration. */
export const DEFAULT_ACCOUNT = '1';
const LONGEST_ACTOR = 100;

/** SHA-256, hex: how API keys are stored and compared. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Who sent this. @throws Problem `unauthenticated`, `key_expired`, `not_found` for an account that is not theirs or not there */
export async function authenticate(
  { apiKey, accountId, actor, requestId }: Credentials,
  { db, clock, adminApiKey }: AuthenticateDependencies,
): Promise<Actor> {
  if (apiKey === undefined || apiKey === '') {
    throw new Problem('unauthenticated', 'Send an API key: "Authorization: Bearer <key>".');
  }
  const hash = hashKey(apiKey);
  const name = cleanName(actor);

  if (adminApiKey !== undefined && isSame(hash, hashOfAdminKey(adminApiKey))) {
    return adminActor({ accountId, name, requestId }, db);
  }

  return actorOfKey(await findApiKey(db, hash), { accountId, name, requestId }, { db, clock });
}

/** Whoever signed in with a key, by the key's row; null = `ADMIN_API_KEY`. */
export interface SignedIn extends Omit<Credentials, 'apiKey'> {
  readonly keyId: string | null;
}

/** Who this is now: a key that was revoked or ran out since signs nobody in. @throws Problem as {@link authenticate} */
export async function authenticateSignedIn(
  { keyId, accountId, actor, requestId }: SignedIn,
  { db, clock }: Pick<AuthenticateDependencies, 'db' | 'clock'>,
): Promise<Actor> {
  const asked = { accountId, name: cleanName(actor), requestId };
  return keyId === null
    ? adminActor(asked, db)
    : actorOfKey(await findApiKeyRow(db, null, keyId), asked, { db, clock });
}

/** For whom and in whose name a known key acts. */
interface Asked {
  readonly accountId: string | undefined;
  readonly name: string | undefined;
  readonly requestId: string;
}

async function adminActor({ accountId, name, requestId }: Asked, db: Database): Promise<Actor> {
  const account = await platformAccount(db, accountId);
  return {
    keyId: null,
    isPlatform: true,
    scopes: SCOPES,
    ...account,
    name: name ?? 'Platform key',
    requestId,
  };
}

async function actorOfKey(
  key: ApiKeyRow | undefined,
  { accountId, name, requestId }: Asked,
  { db, clock }: Pick<AuthenticateDependencies, 'db' | 'clock'>,
): Promise<Actor> {
  const now = clock.now();
  if (key === undefined || key.revoked_at !== null) {
    throw new Problem('unauthenticated', 'This API key is unknown or was revoked.');
  }
  if (key.expires_at !== null && key.expires_at.getTime() <= now) {
    throw new Problem('key_expired', `This API key expired on ${key.expires_at.toISOString()}.`);
  }
  await noteApiKeyUse(db, key, now);

  const { id: keyId, account_id: own, scopes } = key;
  if (own !== null && accountId !== undefined && accountId !== own) throw noAccount(accountId);
  const account =
    own === null ? await platformAccount(db, accountId) : { accountId: own, readsAccountId: own };
  return {
    keyId,
    isPlatform: own === null,
    scopes,
    ...account,
    name: name ?? key.name ?? key.prefix,
    requestId,
  };
}

export interface AuthenticateDependencies {
  readonly db: Database;
  readonly clock: { now(): number };
  /** The platform key of the configuration. */
  readonly adminApiKey: string | undefined;
}

/** Without a header a platform key reads everywhere and acts for the default account. */
async function platformAccount(
  db: Database,
  asked: string | undefined,
): Promise<Pick<Actor, 'accountId' | 'readsAccountId'>> {
  if (asked === undefined) return { accountId: DEFAULT_ACCOUNT, readsAccountId: null };
  if (!/^\d{1,18}$/.test(asked) || !(await accountExists(db, asked))) throw noAccount(asked);
  return { accountId: asked, readsAccountId: asked };
}

const noAccount = (id: string): Problem =>
  new Problem('not_found', `There is no account ${id.slice(0, 20)}.`);

let admin = { key: '', hash: '' };
/** {@link hashKey} of the one key that every request is compared with. */
function hashOfAdminKey(key: string): string {
  if (admin.key !== key) admin = { key, hash: hashKey(key) };
  return admin.hash;
}

const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Printable and short; undefined when nothing is left. */
function cleanName(actor: string | undefined): string | undefined {
  const clean = actor?.replaceAll(/\p{C}/gu, '').trim().slice(0, LONGEST_ACTOR);
  return clean === '' ? undefined : clean;
}
