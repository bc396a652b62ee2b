import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { findTemporalCli } from '../../../src/dev/temporal-cli.js';
import {
  startTemporalDevServer,
  type TemporalDevServer,
} from '../../../src/dev/temporal-dev-server.js';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.js';
import { adminQuery, withDatabase } from '../../support/admin-query.js';
import { runCli } from '../../support/cli.js';
import { waitUntil } from '../../support/wait-until.js';

const DATABASE = `cli_${process.pid}`;
const APP = { META_APP_ID: '4455667788990011', META_APP_SECRET: 'app-secret-of-the-tests' };

let temporal: TemporalDevServer;
let simulator: Simulator;

// A server as an operator might have it: no search attribute of ours, and the old matcher.
beforeAll(async () => {
  const cliPath = await findTemporalCli({
    explicitPath: process.env['TEMPORAL_CLI_PATH'],
    report: () => {},
  });
  await adminQuery(inject('postgresUrl'), `create database ${DATABASE}`);
  [temporal, simulator] = await Promise.all([
    startTemporalDevServer({
      cliPath,
      port: 0,
      searchAttributes: {},
      dynamicConfig: { 'matching.useNewMatcher': 'false', 'matching.enableFairness': 'false' },
    }),
    startSimulator({ port: 0 }),
  ]);
  await fetch(`${simulator.url}/_sim/apps/${APP.META_APP_ID}`, {
    method: 'PUT',
    body: JSON.stringify({
      secret: APP.META_APP_SECRET,
      callback_url: 'http://127.0.0.1:3000/webhooks/whatsapp',
    }),
  });
});

afterAll(async () => {
  await Promise.all([temporal.close(), simulator.close()]);
  await adminQuery(inject('postgresUrl'), `drop database ${DATABASE} with (force)`);
});

const variables = (overrides: Record<string, string> = {}) => ({
  ...APP,
  NODE_ENV: 'test',
  PUBLIC_URL: 'http://127.0.0.1:3000',
  DATABASE_URL: withDatabase(inject('postgresUrl'), DATABASE),
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  TEMPORAL_ADDRESS: temporal.address,
  GRAPH_API_URL: simulator.url,
  ...overrides,
});

test('doctor finds what migrate has not done yet, migrate does it once, and doctor is content', async () => {
  const before = await runCli(['doctor'], variables());
  const first = await runCli(['migrate'], variables());
  const second = await runCli(['migrate'], variables());
  const after = await runCli(['doctor'], variables());

  expect(before.code).toBe(1);
  expect(before.stdout).toMatch(/^pass {2}Postgres .* version \d/m);
  expect(before.stdout).toMatch(/^fail {2}migrations .*missing\n +→ Run: onboard-number migrate$/m);
  expect(before.stdout).toMatch(/^pass {2}Temporal .* version 1\./m);
  expect(before.stdout).toMatch(/^fail {2}search attributes .*OnboardingStage.*missing$/m);
  expect(before.stdout).toContain(
    'temporal operator search-attribute create --namespace default --name WabaId --type Keyword',
  );

  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/^Postgres: applied \S+/);
  expect(first.stdout).toContain(
    'Temporal: registered the search attributes OnboardingStage, WaitingOn, AccountId, WabaId.',
  );
  expect(second).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/nothing to do/) as string,
  });

  expect(after.stdout).toMatch(/^pass {2}migrations/m);
  expect(after.stdout).toMatch(/^pass {2}search attributes/m);
});

test('doctor sees that the matcher ignores priorities, and leaves no run behind', async () => {
  const { code, stdout } = await runCli(['doctor'], variables());

  expect(stdout).toMatch(/^fail {2}priorities .*\n +→ Set matching\.useNewMatcher/m);
  expect(code).toBe(1);
  const connection = await Connection.connect({ address: temporal.address });
  onTestFinished(() => connection.close());
  await waitUntil(async () => (await countOf(connection, 'Terminated')) > 0, {
    timeoutMs: 10_000,
    describe: 'the terminated run to be visible',
  });
  expect(await countOf(connection, 'Running')).toBe(0);
});

async function countOf(connection: Connection, status: string): Promise<number> {
  const { count } = await new Client({ connection }).workflow.count(`ExecutionStatus='${status}'`);
  return count;
}

test('doctor sees that the matcher keeps priorities', async () => {
  const { stdout } = await runCli(
    ['doctor'],
    variables({ TEMPORAL_ADDRESS: inject('temporalAddress') }),
  );

  expect(stdout).toMatch(/^pass {2}priorities/m);
});

test('doctor sees a wrong app secret, and a Graph API that is not there', async () => {
  const wrong = await runCli(['doctor'], variables({ META_APP_SECRET: 'another' }));
  const gone = await runCli(['doctor'], variables({ GRAPH_API_URL: 'http://127.0.0.1:2' }));

  expect(wrong.stdout).toMatch(/^fail {2}app .*\n +→ Correct META_APP_ID and META_APP_SECRET\.$/m);
  expect(gone.stdout).toMatch(/^fail {2}Graph API .*ECONNREFUSED/m);
  expect(gone.stdout).toMatch(/^skip {2}tokens/m);
});

test('doctor goes on where Postgres and Temporal are down', async () => {
  const { code, stdout } = await runCli(
    ['doctor'],
    variables({ DATABASE_URL: 'postgres://127.0.0.1:1/none', TEMPORAL_ADDRESS: '127.0.0.1:1' }),
  );

  expect(code).toBe(1);
  expect(stdout).toMatch(/^fail {2}Postgres .*ECONNREFUSED/m);
  expect(stdout).toMatch(/^fail {2}Temporal /m);
  expect(stdout).toMatch(/^pass {2}Graph API/m);
});
