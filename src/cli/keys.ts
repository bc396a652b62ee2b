import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config.js';
import { platformActor } from '../operations/actor.js';
import {
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ShownApiKey,
} from '../operations/api-keys.js';
import { openDatabase, type Database } from '../store/database.js';
import { SCOPES, type Scope } from '../store/tables.js';
import { table } from './table.js';

const actor = platformActor('command line');
const clock = { now: Date.now };
const DAY_MS = 86_400_000;

/** `onboard-number keys create|list|revoke` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('make, list and end API keys');

  keys
    .command('create')
    .description('make a key; its secret is shown this one time')
    .addOption(
      new Option('--account <id>', 'the account it belongs to; a platform key without').argParser(
        identity,
      ),
    )
    .option('--name <name>', 'who or what will use it')
    .addOption(
      new Option('--scopes <scopes>', `comma-separated, of ${SCOPES.join(', ')}`)
        .default([...SCOPES], 'all')
        .argParser(scopes),
    )
    .addOption(
      new Option('--expires-in-days <days>', 'after which it no longer works').argParser(days),
    )
    .action(async (given: CreateOptions) => {
      const expiresAt =
        given.expiresInDays === undefined
          ? null
          : new Date(Date.now() + given.expiresInDays * DAY_MS);
      const { key, secret } = await withDatabase((db) =>
        createApiKey(
          actor,
          {
            accountId: given.account ?? null,
            name: given.name ?? null,
            scopes: given.scopes,
            expiresAt,
          },
          { db, clock },
        ),
      );
      // The secret alone on standard output, so that it can be piped.
      console.error(
        `Key ${key.id} for ${ownerOf(key)}. This is the only time its secret is shown:`,
      );
      console.log(secret);
    });

  keys
    .command('list')
    .description('list keys, newest first')
    .action(async () => {
      const all = await withDatabase((db) => listApiKeys(actor, { db, clock }));
      console.log(all.length === 0 ? 'There are no keys.' : table([HEADINGS, ...all.map(rowOf)]));
    });

  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<id>', 'as `keys list` shows it')
    .action(async (id: string) => {
      const key = await withDatabase((db) => revokeApiKey(actor, id, { db, clock }));
      console.log(`Key ${key.id} of ${ownerOf(key)} no longer works.`);
    });
  return keys;
}

interface CreateOptions {
  readonly account?: string;
  readonly name?: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays?: number;
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

function identity(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('It must be an account id.');
  return text;
}

function scopes(text: string): Scope[] {
  const given = text.split(',').map((name) => name.trim());
  const known = SCOPES.filter((scope) => given.includes(scope));
  if (known.length !== new Set(given).size)
    throw new InvalidArgumentError(`They must be of ${SCOPES.join(', ')}.`);
  return known;
}

function days(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
