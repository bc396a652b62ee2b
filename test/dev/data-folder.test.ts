import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder, forgetData, withDataFolder } from '../../src/dev/data-folder.js';
import { devSecrets } from '../../src/dev/dev-secrets.js';
import { tempFolder } from '../support/temp-folder.js';

test('only one dev works on a folder', async () => {
  const folder = await tempFolder();

  await withDataFolder(folder, async () => {
    await expect(withDataFolder(folder, () => Promise.resolve())).rejects.toThrow(
      `Another dev (process ${process.pid}) runs on ${folder}: stop it, or set another DATA_DIR.`,
    );
  });
  await expect(withDataFolder(folder, () => Promise.resolve('again'))).resolves.toBe('again');
});

test('forgetting removes what dev made, and nothing else', async () => {
  const files = dataFolder(await tempFolder());
  await mkdir(files.postgres);
  for (const name of [
    'dev.log',
    'secrets.json',
    'simulator.json',
    'simulator.json.new',
    'temporal.db',
    'temporal.db-wal',
    'temporal.db-shm',
    'postgres/PG_VERSION',
    'my-notes.txt',
    'development.log',
  ]) {
    await writeFile(path.join(files.folder, name), '');
  }

  await forgetData(files);

  expect((await readdir(files.folder)).toSorted()).toEqual(['development.log', 'my-notes.txt']);
});

test('the keys are made once, for their owner only', async () => {
  const file = path.join(await tempFolder(), 'secrets.json');

  const made = await devSecrets(file);
  const again = await devSecrets(file);

  expect(again).toEqual(made);
  expect(made.ADMIN_API_KEY.length).toBeGreaterThan(16);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file without keys is refused, not replaced: the kept data could not be read any more', async () => {
  const file = path.join(await tempFolder(), 'secrets.json');
  await writeFile(file, '{}');

  await expect(devSecrets(file)).rejects.toThrow(
    `${file} holds no keys of ours: start with --fresh, or set another DATA_DIR.`,
  );
  expect(await readFile(file, 'utf8')).toBe('{}');
});
