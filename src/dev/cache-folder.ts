import { lstat, mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

const NAME = 'onboard-number';

// The execute bit for "others": without it on every folder of the way, another user cannot reach a file.
const OTHERS_MAY_TRAVERSE = 0o001;

/**
 * The folder for what we fetched or built once for this machine: outside the repository, so that
 * every checkout shares it. Honours `XDG_CACHE_HOME`, like other tools' caches do.
 */
export async function cacheFolder(): Promise<string> {
  const base = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  const folder = path.join(base, NAME);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * A cache folder that every user of the machine can traverse. Postgres refuses to run as root, so
 * under root it runs as somebody else, who cannot enter root's home folder.
 *
 * @throws Error when the folder belongs to somebody else: root must not run what others put there.
 */
export async function sharedCacheFolder(): Promise<string> {
  const own = await cacheFolder();
  if (await reachableByAnyone(own)) return own;

  const base = (await reachableByAnyone('/var/tmp')) ? '/var/tmp' : tmpdir();
  const folder = path.join(base, NAME);
  await mkdir(folder, { recursive: true, mode: 0o755 });

  const { uid } = await lstat(folder);
  if (process.getuid && uid !== process.getuid())
    throw new Error(`${folder} belongs to another user: remove it, or set XDG_CACHE_HOME.`);
  return folder;
}

/** Whether every user of the machine may traverse the folder and all folders above it. */
export async function reachableByAnyone(folder: string): Promise<boolean> {
  const resolved = path.resolve(folder);
  const { mode } = await stat(resolved);
  if ((mode & OTHERS_MAY_TRAVERSE) === 0) return false;

  const parent = path.dirname(resolved);
  return parent === resolved || reachableByAnyone(parent);
}
