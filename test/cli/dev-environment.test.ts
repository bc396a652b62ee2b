import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { useDevEnvironment } from '../../src/cli/dev-environment.js';

async function folderOfDev(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'onboard-number-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(
    path.join(folder, 'dev.env'),
    "DATABASE_URL='postgres://dev'\nENCRYPTION_KEYS='a:b=='\nPORT='3000'\n",
  );
  return folder;
}

test('doctor and keys find the dev that runs, and what is set counts before it', async () => {
  const environment = { DATA_DIR: await folderOfDev(), PORT: '3001' };
  useDevEnvironment(environment);
  expect(environment).toMatchObject({
    DATABASE_URL: 'postgres://dev',
    ENCRYPTION_KEYS: 'a:b==',
    PORT: '3001',
  });
});

test('with a database of its own, or where no dev runs, nothing is taken over', async () => {
  const own = { DATA_DIR: await folderOfDev(), DATABASE_URL: 'postgres://own' };
  useDevEnvironment(own);
  expect(own).not.toHaveProperty('ENCRYPTION_KEYS');
  const none = { DATA_DIR: path.join(tmpdir(), 'no-such-folder') };
  useDevEnvironment(none);
  expect(none).not.toHaveProperty('DATABASE_URL');
});
