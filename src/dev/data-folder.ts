import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { withFileLock } from './file-lock.js';
import { postgresDataFolder } from './postgres-data.js';

/** Where `dev` keeps each thing. */
export interface DataFolder {
  readonly folder: string;
  readonly log: string;
  readonly secrets: string;
  readonly environment: string;
  readonly simulator: string;
  readonly temporal: string;
  readonly postgres: string;
}

/** The files of a `DATA_DIR`. */
export const dataFolder = (folder: string): DataFolder => ({
  folder,
  log: path.join(folder, 'dev.log'),
  secrets: path.join(folder, 'secrets.json'),
  environment: path.join(folder, 'dev.env'),
  simulator: path.join(folder, 'simulator.json'),
  temporal: path.join(folder, 'temporal.db'),
  postgres: path.join(folder, 'postgres'),
});

/** Runs the work while no other `dev` works on the folder. @throws Error in one sentence where one does */
export async function withDataFolder<T>(
  folder: string,
  work: (files: DataFolder) => Promise<T>,
): Promise<T> {
  const files = dataFolder(path.resolve(folder));
  await mkdir(files.folder, { recursive: true });
  const file = path.join(files.folder, 'dev.lock');
  const onWait = (holder: number): never => {
    throw new Error(
      `Another dev (process ${holder}) runs on ${files.folder}: stop it, or set another DATA_DIR.`,
    );
  };
  return withFileLock({ file, onWait }, () => work(files));
}

/** Forgets what earlier starts kept. Only what is ours goes: a wrong `DATA_DIR` must not empty somebody's folder. */
export async function forgetData(files: DataFolder): Promise<void> {
  const ours = Object.values(files)
    .filter((file) => file !== files.folder)
    .map((file) => path.basename(file));
  const isOurs = (name: string): boolean =>
    // Beside each there may be what belongs to it: `temporal.db-wal`, `simulator.json.new`.
    ours.some((own) => name === own || name.startsWith(`${own}-`) || name.startsWith(`${own}.`));

  // As root Postgres's data may lie elsewhere.
  const found = (await readdir(files.folder)).filter(isOurs);
  for (const target of [
    await postgresDataFolder(files.postgres),
    ...found.map((name) => path.join(files.folder, name)),
  ]) {
    await rm(target, { recursive: true, force: true });
  }
}
