import path from 'node:path';

import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';

import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { freePort } from '../../src/dev/free-port.js';
import {
  startTemporalDevServer,
  type TemporalDevServer,
  type TemporalDevServerOptions,
} from '../../src/dev/temporal-dev-server.js';
import { tempFolder } from '../support/temp-folder.js';

const cliPath = await findTemporalCli({
  explicitPath: process.env['TEMPORAL_CLI_PATH'],
  report: (line) => console.log(line),
});

async function start(options: Partial<TemporalDevServerOptions>): Promise<TemporalDevServer> {
  const searchAttributes = { AccountId: 'Keyword' };
  const server = await startTemporalDevServer({ cliPath, port: 0, searchAttributes, ...options });
  onTestFinished(() => server.close());
  return server;
}

async function startWorkflow({ address }: TemporalDevServer, workflowId: string): Promise<string> {
  const connection = await Connection.connect({ address });
  try {
    const { runId } = await connection.workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId,
      requestId: workflowId,
      workflowType: { name: 'nobody-works-on-it' },
      taskQueue: { name: 'nobody' },
    });
    return runId;
  } finally {
    await connection.close();
  }
}

test('with a file, a second start goes on with the runs, and Temporal Web is served', async () => {
  const databaseFile = path.join(await tempFolder(), 'temporal', 'temporal.db');
  const first = await start({ databaseFile });
  const runId = await startWorkflow(first, 'kept');
  await first.close();

  const second = await start({ databaseFile, uiPort: 0 });

  // The same request on the same run: the server answers with the run it kept.
  expect(await startWorkflow(second, 'kept')).toBe(runId);
  expect((await fetch(second.uiUrl ?? '')).status).toBe(200);
});

test.each([
  ['TEMPORAL_PORT', (port: number) => ({ port })],
  ['TEMPORAL_UI_PORT', (uiPort: number) => ({ uiPort })],
])('a port in use is refused in one sentence that names %s', async (variable, options) => {
  const port = await freePort();
  await start({ port });

  await expect(start(options(port))).rejects.toThrow(
    new RegExp(`^Port ${port}, wanted for .*Temporal.*or set ${variable} \\(0: any\\)\\.$`),
  );
});

test('a server that ends early is told with its last lines', async () => {
  await expect(start({ searchAttributes: { AccountId: 'Nonsense' } })).rejects.toThrow(
    /ended instead of starting:\n.*invalid search attribute value type/,
  );
});
