import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { freePort } from '../../src/dev/free-port.js';
import {
  startTemporalDevServer,
  type TemporalDevServer,
} from '../../src/dev/temporal-dev-server.js';
import { connect } from '../support/journey.js';
import { SEARCH_ATTRIBUTES } from '../support/search-attributes.js';
import { startStack, type Stack } from '../support/stack.js';

/** With Temporal down everything stores and answers 202, and goes on when it is back (architecture §3). */
let stack: Stack;
let port: number;
let server: TemporalDevServer | undefined;
let folder: string;

const startTemporal = async (): Promise<TemporalDevServer> =>
  startTemporalDevServer({
    cliPath: await findTemporalCli({ report: () => {} }),
    port,
    databaseFile: path.join(folder, 'temporal.db'),
    searchAttributes: SEARCH_ATTRIBUTES,
  });

beforeAll(async () => {
  port = await freePort();
  folder = await mkdtemp(path.join(tmpdir(), 'onboard-number-test-'));
  stack = await startStack({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
});

afterAll(async () => {
  await stack.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a number posted while Temporal is down is stored, answered 202, and goes live when it is back; so is a wish', async () => {
  const ready = await stack.api('GET', '/readyz');
  expect(ready.status).toBe(503);
  expect(JSON.stringify(ready.body)).toContain('temporal');

  const number = await connect(stack, { scenario: 'code_needed' });
  expect(await number.onboarding()).toMatchObject({
    stage: 'verifying',
    reason: 'in_progress',
    waiting_on: 'us',
  });
  expect((await number.post('code-requests', { method: 'SMS', language: 'en_US' })).status).toBe(
    202,
  );
  expect((await number.truth()).codes).toHaveLength(0);

  server = await startTemporal();
  await number.untilReason('code_needed');
  expect((await number.truth()).codes).toHaveLength(1);

  // Down again between the code and the registration: the run goes on from its history.
  await server.close();
  const { codes } = await number.truth();
  const pending = number.post('code', { code: codes[0]?.code });
  server = await startTemporal();
  expect([200, 202]).toContain((await pending).status);
  await number.untilStage('live');
  expect(await number.seenByMeta('register')).toHaveLength(1);
});
