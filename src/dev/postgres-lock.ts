import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { runCommand } from './run-command.js';

// A Postgres whose starter was killed stops by itself (guarded-process.ts), in well under this time.
const PATIENCE_MS = 3000;
const POLL_MS = 100;

/**
 * Clears the lock that a crash left in a data folder. Postgres clears it itself only while no
 * process at all has the crashed one's id, which after a restart of the machine some process has.
 *
 * @throws Error when a living Postgres holds the folder and keeps it
 */
export async function clearStaleLock(dataFolder: string): Promise<void> {
  const lock = path.join(dataFolder, 'postmaster.pid');
  const deadline = Date.now() + PATIENCE_MS;

  for (;;) {
    const text = await readFile(lock, 'utf8').catch(() => null);
    if (text === null) return;

    const holder = Number(text.split('\n')[0]);
    if (!(await isPostgres(holder))) return rm(lock, { force: true });

    if (Date.now() > deadline)
      throw new Error(
        `Postgres already runs on ${dataFolder} (process ${holder}): stop the other start first.`,
      );
    await sleep(POLL_MS);
  }
}

/** In doubt yes: to take the lock from a living Postgres would destroy the data. */
async function isPostgres(processId: number): Promise<boolean> {
  if (!Number.isInteger(processId) || processId <= 0 || !isAlive(processId)) return false;
  try {
    return path.basename(await nameOf(processId)) === 'postgres';
  } catch {
    return isAlive(processId);
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function nameOf(processId: number): Promise<string> {
  const name =
    process.platform === 'linux'
      ? await readFile(`/proc/${processId}/comm`, 'utf8')
      : await runCommand({ command: 'ps', args: ['-o', 'comm=', '-p', String(processId)] });
  return name.trim();
}
