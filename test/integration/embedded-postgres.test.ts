import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import pg from 'pg';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/dev/embedded-postgres.js';
import { isListening } from '../../src/dev/port-in-use.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';

let dataFolder: string;

beforeEach(async () => {
  dataFolder = path.join(await tempFolder(), 'postgres');
});

async function start(port = 0): Promise<EmbeddedPostgres> {
  const options = { dataFolder, port, durable: false, report: () => undefined };
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.close());
  return server;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Postgres started by another process of ours, in a process group of its own. */
async function startElsewhere(): Promise<{ starter: ChildProcess; lines: string[]; port: number }> {
  const fixture = new URL('../support/fixtures/guarded-server.ts', import.meta.url).pathname;
  const starter = spawn(process.execPath, ['--import', 'tsx', fixture, dataFolder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void starter.kill('SIGKILL'));

  const lines: string[] = [];
  createInterface({ input: starter.stdout }).on('line', (line) => lines.push(line));
  const line = await waitUntil(() => lines[0], { timeoutMs: 20_000, describe: 'its port' });
  return { starter, lines, port: Number(line) };
}

test('a second start goes on with the data', async () => {
  const first = await start();
  await query(first.url, 'create table kept as select 42 as answer');
  await first.close();

  const second = await start();

  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('when its starter is killed Postgres stops too, and the next start goes on with the data', async () => {
  const { starter, port } = await startElsewhere();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  await query(url, 'create table kept as select 42 as answer');

  starter.kill('SIGKILL');

  const server = await start();
  expect(await query(server.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(await isListening(port)).toBe(false);
});

test('Ctrl-C reaches its starter, which stops Postgres when it is done with it', async () => {
  const { starter, lines, port } = await startElsewhere();

  // What a terminal does: the signal goes to the whole process group.
  process.kill(-starter.pid!, 'SIGINT');
  await once(starter, 'exit');

  expect(lines).toEqual([String(port), 'still there']);
  expect(await isListening(port)).toBe(false);
});

test('a lock left by a crash, whose process id another process has now, is no obstacle', async () => {
  await (await start()).close();
  await writeFile(path.join(dataFolder, 'postmaster.pid'), `${process.pid}\n${dataFolder}\n`);

  await expect(start()).resolves.toMatchObject({ port: expect.any(Number) as number });
});

test.runIf(process.getuid?.() === 0)(
  "root's data below a folder closed to others is kept where Postgres can reach it",
  async () => {
    await chmod(path.dirname(dataFolder), 0o700);
    const first = await start();
    onTestFinished(() => rm(first.dataFolder, { recursive: true, force: true }));
    await query(first.url, 'create table kept as select 42 as answer');
    await first.close();

    const second = await start();

    expect(second.dataFolder).toBe(first.dataFolder);
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  },
);

test('a folder on which Postgres runs is refused in one sentence', async () => {
  await start();

  await expect(start()).rejects.toThrow(
    /^Postgres already runs on .* \(process \d+\): stop the other start first\.$/,
  );
});

test('a port in use is refused in one sentence that names the variable', async () => {
  const { port } = await start();

  await expect(start(port)).rejects.toThrow(
    `Port ${port}, wanted for Postgres, is in use: stop what uses it, or set POSTGRES_PORT (0: any).`,
  );
});
