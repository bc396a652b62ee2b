import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES, type Scope } from '../store/tables.js';
import type { NewKey } from './manage-keys.js';

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
    .action(async (given: NewKey) => (await manage()).createKey(given));

  keys
    .command('list')
    .description('list keys, newest first')
    .action(async () => (await manage()).listKeys());

  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<id>', 'as `keys list` shows it')
    .action(async (id: string) => (await manage()).revokeKey(id));
  return keys;
}

// What talks to Postgres is loaded when it is needed.
const manage = () => import('./manage-keys.js');

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
