import { loadConfig } from '../config.js';
import { platformActor } from '../operations/actor.js';
import {
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ShownApiKey,
} from '../operations/api-keys.js';
import { openDatabase, type Database } from '../store/database.js';
import type { Scope } from '../store/tables.js';
import { table } from './table.js';

const actor = platformActor('command line');
const clock = { now: Date.now };
const DAY_MS = 86_400_000;

/** A key as the command line describes it. */
export interface NewKey {
  /** Absent: a platform key. */
  readonly account?: string;
  readonly name?: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays?: number;
}

/** Makes a key and prints its secret alone to standard output, so that it can be piped. */
export async function createKey({ account, name, scopes, expiresInDays }: NewKey): Promise<void> {
  const wanted = {
    accountId: account ?? null,
    name: name ?? null,
    scopes,
    expiresAt: expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * DAY_MS),
  };
  const { key, secret } = await withDatabase((db) => createApiKey(actor, wanted, { db, clock }));
  console.error(`Key ${key.id} for ${ownerOf(key)}. This is the only time its secret is shown:`);
  console.log(secret);
}

/** Prints all keys, without secrets. */
export async function listKeys(): Promise<void> {
  const keys = await withDatabase((db) => listApiKeys(actor, { db }));
  console.log(keys.length === 0 ? 'There are no keys.' : table([HEADINGS, ...keys.map(rowOf)]));
}

/** Ends a key at once. @throws Problem `not_found` */
export async function revokeKey(id: string): Promise<void> {
  const key = await withDatabase((db) => revokeApiKey(actor, id, { db, clock }));
  console.log(`Key ${key.id} of ${ownerOf(key)} no longer works.`);
}

const HEADINGS = ['ID', 'BEGINS', 'OWNER', 'NAME', 'SCOPES', 'STATE', 'LAST USED'];

const rowOf = (key: ShownApiKey): string[] => [
  key.id,
  `${key.prefix}…`,
  ownerOf(key),
  key.name ?? '-',
  key.scopes.join(','),
  stateOf(key),
  key.last_used_at?.toISOString() ?? 'never',
];

const ownerOf = ({ account_id }: ShownApiKey): string =>
  account_id === null ? 'the platform' : `account ${account_id}`;

function stateOf({ revoked_at, expires_at }: ShownApiKey): string {
  if (revoked_at !== null) return `revoked ${revoked_at.toISOString()}`;
  if (expires_at === null) return 'works';
  return `${expires_at.getTime() > Date.now() ? 'works until' : 'expired'} ${expires_at.toISOString()}`;
}

async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(loadConfig().DATABASE_URL, { max: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
