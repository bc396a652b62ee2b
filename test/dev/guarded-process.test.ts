import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, test } from 'vitest';

import { startGuarded } from '../../src/dev/guarded-process.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';

const SOON = { timeoutMs: 5000, describe: 'the server to print' };

const sh = (script: string, logFile?: string) =>
  startGuarded({ command: '/bin/sh', args: ['-c', script], stopSignal: 'TERM', logFile });

test('stop asks the server to end and waits until it has', async () => {
  const server = sh('trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
  await waitUntil(() => server.lastLines().includes('ready'), SOON);
  expect(server.hasEnded()).toBe(false);

  await server.stop();

  expect(server.hasEnded()).toBe(true);
  expect(server.lastLines()).toBe('ready\nbye');
});

test('a server that does not listen is ended by force', async () => {
  const server = sh('trap "" TERM; echo ready; while :; do sleep 0.05; done');
  await waitUntil(() => server.lastLines().includes('ready'), SOON);

  await server.stop(100);

  expect(server.hasEnded()).toBe(true);
});

test('a server that ends by itself leaves its last lines, also in the log file', async () => {
  const logFile = path.join(await tempFolder(), 'server.log');
  const server = sh('echo one; echo two >&2; exit 3', logFile);

  await server.ended;

  expect(server.lastLines().split('\n').sort()).toEqual(['one', 'two']);
  await waitUntil(async () => (await readFile(logFile, 'utf8')).includes('two'), SOON);
  await server.stop();
});

test('a program that is not there shows as a server that ended', async () => {
  const server = startGuarded({ command: '/not/there', args: [], stopSignal: 'TERM' });

  await server.ended;

  expect(server.lastLines()).toMatch(/not found/);
});
