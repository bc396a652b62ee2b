import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, inject, test } from 'vitest';

import { tempFolder } from '../support/temp-folder.js';

interface Results {
  testResults: { name: string; status: string; message: string }[];
}

async function runFixtures(): Promise<Record<string, { status: string; message: string }>> {
  const outputFile = path.join(await tempFolder(), 'results.json');
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/support/fixtures/leaks.config.ts',
      '--reporter=json',
      `--outputFile=${outputFile}`,
    ],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        LEAK_POSTGRES_URL: inject('postgresUrl'),
        LEAK_TEMPORAL_ADDRESS: inject('temporalAddress'),
      },
    },
  );
  await once(child, 'close');

  const { testResults } = JSON.parse(await readFile(outputFile, 'utf8')) as Results;
  return Object.fromEntries(testResults.map((result) => [path.basename(result.name), result]));
}

test('a test file that leaks fails and is told what it left open; one that closes all passes', async () => {
  const results = await runFixtures();

  expect(results['closing.leak.ts']).toMatchObject({ status: 'passed' });
  expect(results['leaking.leak.ts']).toMatchObject({ status: 'failed' });
  expect(results['leaking.leak.ts']?.message.split('\n')).toEqual([
    'This test file left open:',
    expect.stringMatching(/^- the child process \d+: cat$/),
    expect.stringMatching(/^- a server listening on .*127\.0\.0\.1/),
    '- a connection to Postgres (a pg.Pool or pg.Client that was not ended)',
    "- 1 of Temporal's (a Worker, NativeConnection or TestWorkflowEnvironment)",
  ]);
});
