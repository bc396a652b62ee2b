import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 250;

// What this process holds itself: a file with our process id that is not in here was left by a
// dead process whose id we got.
const held = new Set<string>();

/** How to hold a lock between processes. */
export interface FileLock {
  readonly file: string;
  /** Called once when another process holds the lock, with its id. */
  readonly onWait?: (holder: number) => void;
}

/**
 * Runs the work while no other process on this machine runs work under the same file. The file
 * holds our process id, so a lock whose holder died is taken over.
 *
 * Two processes that find the same dead holder at once may both get in: work under this lock must
 * therefore end with a rename, which makes doing it twice only slow.
 */
export async function withFileLock<T>(lock: FileLock, work: () => Promise<T>): Promise<T> {
  await take(lock);
  held.add(lock.file);
  try {
    return await work();
  } finally {
    held.delete(lock.file);
    await rm(lock.file, { force: true });
  }
}

async function take({ file, onWait }: FileLock): Promise<void> {
  for (let told = false; ;) {
    try {
      return await writeFile(file, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }

    const holder = await holderOf(file);
    if (holder === null) {
      await rm(file, { force: true });
      continue;
    }

    if (!told) onWait?.(holder);
    told = true;
    await sleep(POLL_MS);
  }
}

/** The living process that holds the lock, null when it is gone. */
async function holderOf(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // Between creating and writing the file its holder has not said its name yet: wait for it once.
  if (text === '') {
    await sleep(POLL_MS);
    if ((await readFile(file, 'utf8').catch(() => '')) === '') return null;
    return holderOf(file);
  }

  const holder = Number(text);
  if (holder === process.pid) return held.has(file) ? holder : null;
  try {
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? holder : null;
  }
}
