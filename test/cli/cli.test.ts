import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inject, expect, onTestFinished, test, vi } from 'vitest';
import { version } from '../../src/version.js';
import { createTestDatabase } from '../support/database.js';
import { runCli, startCli } from '../support/cli.js';

// A command starts in two seconds, and in twenty where ten others want the machine.
vi.setConfig({ testTimeout: 180_000 });
const SOON = 60_000;
const KEY = Buffer.alloc(32, 7).toString('base64');

/** An address at which nobody listens. */
const NOBODY = '127.0.0.1:1';

const settings = (databaseUrl: string) => ({
  NODE_ENV: 'test',
  PUBLIC_URL: 'http://127.0.0.1:3000',
  DATABASE_URL: databaseUrl,
  ENCRYPTION_KEYS: `test:${KEY}`,
  TEMPORAL_ADDRESS: NOBODY,
});

test('--help names every command, and --version the release', async () => {
  const [help, told] = await Promise.all([runCli(['--help']), runCli(['--version'])]);

  expect(help.code).toBe(0);
  for (const command of ['dev', 'server', 'worker', 'migrate', 'doctor', 'keys', 'simulator'])
    expect(help.stdout).toMatch(new RegExp(`^  ${command} .*\\S`, 'm'));
  expect(told).toMatchObject({ code: 0, stdout: `${version}\n` });
});

test('a mistyped command is refused with the nearest one', async () => {
  expect(await runCli(['migarte'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean migrate?') as string,
  });
});

test.each(['server', 'worker', 'migrate'])(
  '%s without settings says what is missing, without a stack',
  async (command) => {
    const { code, stderr } = await runCli([command]);

    expect(code).toBe(1);
    expect(stderr).toContain('DATABASE_URL is missing');
    expect(stderr).toContain('ENCRYPTION_KEYS is missing');
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test('doctor without settings says what is missing, and what to do', async () => {
  const { code, stdout } = await runCli(['doctor']);

  expect(code).toBe(1);
  expect(stdout).toMatch(/^fail {2}configuration .*DATABASE_URL is missing/);
  expect(stdout).toContain('→ Correct these variables');
});

test.each([
  [['--wait', 'abc'], 'Give seconds'],
  [['--wait', '-1'], 'Give seconds'],
  [['--number', '1', '--send', '0504370045'], '--send needs --template'],
  [['--send', '0504370045'], '--send needs --number'],
  [['--template', 'hello'], '--template needs --number'],
  [['--number', '1', '--template', 'hello', '--wait', '5'], '--wait needs --send'],
  [['--number', '1', '--template', 'hello', '--country', 'IL'], '--country needs --send'],
  [['--number', '1', '--param', 'a=b'], '--param needs --template'],
  [['--number', '1', '--template', 'hello', '--param', 'a'], 'name=value'],
])('doctor %j is refused before anything is looked at', async (options, words) => {
  const { code, stdout, stderr } = await runCli(['doctor', ...options]);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(words);
});

test('keys: what was made is listed without its secret, and ends when it is revoked', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const variables = settings(database.url);

  const made = await runCli(['keys', 'create', '--name', 'tests', '--scopes', 'read'], variables);
  const secret = made.stdout.trim();
  const listed = await runCli(['keys', 'list'], variables);
  const [, row = ''] = listed.stdout.split('\n');
  const [id = ''] = row.split(' ');
  const revoked = await runCli(['keys', 'revoke', id], variables);
  const after = await runCli(['keys', 'list'], variables);

  expect(secret).toMatch(/^\S{40,}$/);
  expect(row).toMatch(/the platform +tests +read +works +never$/);
  expect(listed.stdout).not.toContain(secret);
  expect(revoked).toMatchObject({ code: 0 });
  expect(after.stdout).toMatch(/tests +read +revoked /);
});

test('keys revoke of a key that is not there fails in one sentence', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());

  expect(await runCli(['keys', 'revoke', '1'], settings(database.url))).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no such API key.\n',
  });
});

test('keys create refuses scopes that there are not', async () => {
  expect(await runCli(['keys', 'create', '--scopes', 'read,write'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('They must be of read, operate, send, admin.') as string,
  });
});

test('migrate with Temporal down keeps what Postgres has got, says so, and fails', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());

  const { code, stdout, stderr } = await runCli(['migrate'], settings(database.url));

  expect(code).toBe(1);
  expect(stdout).toBe('Postgres: nothing to do, the schema is the newest.\n');
  expect(stderr).toContain(`Temporal at ${NOBODY} did not register the search attributes`);
});

test('migrate with Postgres down fails in one sentence', async () => {
  const { code, stderr } = await runCli(['migrate'], settings(`postgres://${NOBODY}/none`));

  expect(code).toBe(1);
  expect(stderr).toMatch(/ECONNREFUSED/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('the simulator stands alone, and ends in order', async () => {
  const cli = startCli(['simulator', '--port', '0']);
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  const [, url = ''] = await cli.says(/runs at (http:\S+):/, SOON);

  const answer = await fetch(`${url}/v24.0/1`);
  cli.child.kill('SIGTERM');

  expect(answer.status).toBe(401);
  expect(await cli.ended).toMatchObject({ code: 0 });
});

test('the server stays up while Temporal is down, says so, and ends in order', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const cli = startCli(['server'], { ...settings(database.url), PORT: '0', HOST: '127.0.0.1' });
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  const [, port = ''] = await cli.says(/"port":(\d+)/, SOON);

  const [alive, ready] = await Promise.all([
    fetch(`http://127.0.0.1:${port}/healthz`),
    fetch(`http://127.0.0.1:${port}/readyz`),
  ]);
  const readiness: unknown = await ready.json();
  cli.child.kill('SIGTERM');

  expect(alive.status).toBe(200);
  expect(ready.status).toBe(503);
  expect(readiness).toMatchObject({
    missing: ['temporal'],
    parts: { temporal: { ok: false }, postgres: { ok: true } },
  });
  expect((await cli.ended).code, cli.output()).toBe(0);
});

test('the worker stays up while Temporal is down, and ends in order', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const cli = startCli(['worker'], {
    ...settings(database.url),
    HOST: '127.0.0.1',
    METRICS_PORT: '0',
    LOG_LEVEL: 'debug',
  });
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  await cli.says(/could not run; trying again/, SOON);

  cli.child.kill('SIGTERM');

  expect((await cli.ended).code, cli.output()).toBe(0);
});

test('the server refuses a port in use by the name of the variable', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;

  const { code, stdout } = await runCli(['server'], {
    ...settings(inject('postgresUrl')),
    HOST: '127.0.0.1',
    PORT: String(port),
  });

  expect(code).toBe(1);
  expect(stdout).toContain(`Port ${port}, wanted for the API, is in use`);
});
