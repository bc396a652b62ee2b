import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { spareNumber } from '../../src/dev/demo-numbers.js';
import { startCli, type RunningCli } from '../support/cli.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';

// Seconds on a machine of one's own, ten times that beside other tests.
const STARTED = 90_000;
const LIVE = 60_000;
const THREE_STARTS = 300_000;

const ANY_PORT = {
  PORT: '0',
  TEMPORAL_PORT: '0',
  TEMPORAL_UI_PORT: '0',
  POSTGRES_PORT: '0',
  SIMULATOR_PORT: '0',
  METRICS_PORT: '0',
};

/** A `dev` that has said where everything is. */
interface Dev {
  readonly cli: RunningCli;
  readonly api: string;
  readonly key: string;
  readonly number: (id: string) => Promise<{ stage: string; live_at: string | null }>;
}

async function startDev(dataDir: string, ...args: string[]): Promise<Dev> {
  const cli = startCli(['dev', ...args], { ...ANY_PORT, DATA_DIR: dataDir });
  onTestFinished(async () => {
    cli.child.kill('SIGKILL');
    await cli.ended;
  });
  const [, api = ''] = await cli.says(/API +(http:\S+)\/v1\/numbers/, STARTED);
  const [, key = ''] = await cli.says(/API key +(\S+)/, STARTED);
  const number = async (id: string) => {
    const answer = await fetch(`${api}/v1/numbers/${id}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return (await answer.json()) as { stage: string; live_at: string | null };
  };
  return { cli, api, key, number };
}

const untilLive = (dev: Dev, id: string) =>
  waitUntil(async () => (await dev.number(id)).stage === 'live', {
    timeoutMs: LIVE,
    describe: `number ${id} to be live`,
  });

/** Every process that works on the folder, whoever its parent is now. */
async function processesOn(dataDir: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(dataDir));
}

test(
  'a posted number becomes live, and still is after a restart, until --fresh; nothing runs on after a stop',
  async () => {
    const dataDir = path.join(await tempFolder(), 'data');
    const first = await startDev(dataDir);

    // As a reader would: the printed command, pasted.
    const [, command = ''] = await first.cli.says(/^ {2}(curl .* -d .*)$/m, 1000);
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
    expect(JSON.parse(stdout)).toMatchObject({ id: spareNumber.id, stage: 'verifying' });
    await untilLive(first, spareNumber.id);
    await first.cli.says(new RegExp(`${spareNumber.name}: activating → live`), LIVE);
    const { live_at: liveAt } = await first.number(spareNumber.id);
    const ready = await fetch(`${first.api}/readyz`);

    first.cli.child.kill('SIGINT');
    // Under npm one Ctrl-C arrives twice.
    first.cli.child.kill('SIGINT');
    const ended = await first.cli.ended;

    expect(ready.status).toBe(200);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/stopping Postgres\n.*stopped\n$/);
    expect(await processesOn(dataDir)).toEqual([]);
    expect((await stat(path.join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);

    const second = await startDev(dataDir);
    await second.cli.says(/\d+ numbers: \d+ live/, STARTED);
    // A controller that looks now sees what it saw before: Meta has not forgotten the number.
    const looked = await fetch(`${second.api}/v1/numbers/${spareNumber.id}/check`, {
      method: 'POST',
      headers: { authorization: `Bearer ${second.key}` },
    });

    expect(second.key).toBe(first.key);
    expect(looked.status).toBe(200);
    expect(await second.number(spareNumber.id)).toMatchObject({ stage: 'live', live_at: liveAt });
    expect(second.cli.output()).not.toContain('demo numbers');

    second.cli.child.kill('SIGTERM');
    expect(await second.cli.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await processesOn(dataDir)).toEqual([]);

    const fresh = await startDev(dataDir, '--fresh');
    await fresh.cli.says(/\d+ numbers/, STARTED);

    expect(await fresh.number(spareNumber.id)).toMatchObject({ code: 'not_found' });
    expect(fresh.cli.output()).toMatch(/added \d+ demo numbers/);
    expect(fresh.key).not.toBe(first.key);

    fresh.cli.child.kill('SIGINT');
    expect(await fresh.cli.ended).toMatchObject({ code: 0 });
  },
  THREE_STARTS,
);

test('a second dev on the same folder is refused in one sentence, and harms nothing', async () => {
  const dataDir = path.join(await tempFolder(), 'data');
  const { api, cli } = await startDev(dataDir);

  const second = startCli(['dev', '--fresh'], { ...ANY_PORT, DATA_DIR: dataDir });

  expect(await second.ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Another dev \(process \d+\) runs on .*: stop it, or set another DATA_DIR\.\n$/,
    ) as string,
  });
  expect((await fetch(`${api}/readyz`)).status).toBe(200);
  cli.child.kill('SIGINT');
  expect(await cli.ended).toMatchObject({ code: 0 });
});

test.each(['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'SIMULATOR_PORT', 'METRICS_PORT'])(
  '%s in use is one sentence, and what was started is closed again',
  async (variable) => {
    const folder = path.join(await tempFolder(), 'data');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;

    const cli = startCli(['dev'], { ...ANY_PORT, DATA_DIR: folder, [variable]: String(port) });
    const { code, stderr } = await cli.ended;

    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^Port ${port}.* in use.*${variable}.*\\.\n$`));
    expect(await processesOn(folder)).toEqual([]);
  },
);
