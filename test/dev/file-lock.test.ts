import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { beforeEach, expect, test } from 'vitest';

import { withFileLock } from '../../src/dev/file-lock.js';
import { tempFolder } from '../support/temp-folder.js';

let file: string;

beforeEach(async () => {
  file = path.join(await tempFolder(), 'lock');
});

test('work under one lock never overlaps', async () => {
  let running = 0;
  const work = (): Promise<number> =>
    withFileLock({ file }, async () => {
      running++;
      const together = running;
      await sleep(20);
      running--;
      return together;
    });

  expect(await Promise.all([work(), work()])).toEqual([1, 1]);
});

test('work that fails gives the lock back', async () => {
  const failing = withFileLock({ file }, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');

  await expect(withFileLock({ file }, () => Promise.resolve('done'))).resolves.toBe('done');
});

test('the lock of a process that died is taken over', async () => {
  const { pid } = spawnSync('true');
  await writeFile(file, String(pid));

  await expect(withFileLock({ file }, () => Promise.resolve('done'))).resolves.toBe('done');
});
