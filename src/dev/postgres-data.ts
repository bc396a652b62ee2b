import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

import { reachableByAnyone, sharedCacheFolder } from './cache-folder.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runCommand } from './run-command.js';

/** The user that the embedded Postgres runs as; empty where it may run as ourselves. */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Who owns an embedded database: name and password are no secret, it listens on this machine only. */
export const EMBEDDED_OWNER = { user: 'postgres', password: 'postgres' } as const;

/**
 * The user that Postgres runs as. It refuses to run as root, so root becomes `postgres` where that
 * user exists and `nobody`, which exists everywhere, where not: no user is created for it.
 */
export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {};

  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('Postgres refuses to run as root, and there is no user postgres or nobody.');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The folder that really holds the data kept for `wanted`: itself, or, for root under a folder
 * closed to others, one in the shared cache that belongs to it. Remove this one to forget the data.
 */
export async function postgresDataFolder(wanted: string): Promise<string> {
  const resolved = path.resolve(wanted);
  const parent = path.dirname(resolved);
  await mkdir(parent, { recursive: true });
  if (process.getuid?.() !== 0 || (await reachableByAnyone(parent))) return resolved;

  const name = createHash('sha256').update(resolved).digest('hex').slice(0, 16);
  const shared = path.join(await sharedCacheFolder(), 'postgres-data');
  await mkdir(shared, { recursive: true, mode: 0o755 });
  return path.join(shared, name);
}

/** What to make a new data folder with. */
export interface NewData {
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  readonly durable: boolean;
}

/** Makes the data folder where there is none. A crash in the middle leaves none, not half of one. */
export async function ensureData(
  folder: string,
  { binaries, user, durable }: NewData,
): Promise<void> {
  if (await stat(path.join(folder, 'PG_VERSION')).catch(() => null)) return;

  const workshop = await mkdtemp(`${folder}.new-`);
  try {
    await chmod(workshop, 0o755);
    const data = path.join(workshop, 'data');
    const passwordFile = path.join(workshop, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, EMBEDDED_OWNER.password);
    if (user.uid !== undefined && user.gid !== undefined) await chown(data, user.uid, user.gid);

    await runCommand({
      command: binaries.initdb,
      args: [
        `--pgdata=${data}`,
        `--pwfile=${passwordFile}`,
        `--username=${EMBEDDED_OWNER.user}`,
        '--auth=password',
        // The built-in provider sorts the same on every machine, whatever locales that has.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      cwd: '/',
      ...user,
    });

    await rm(folder, { recursive: true, force: true });
    await rename(data, folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}
