import { afterAll, inject } from 'vitest';

import { openHandles, openResources } from './open-resources.js';
import { waitUntil } from './wait-until.js';

// What was closed may take a moment to be gone, longer on a busy machine.
const PATIENCE_MS = 5000;

const before = openHandles();

// A set-up file's hook is registered before the test file's own, and such hooks run in reverse:
// whatever the file closes in its hooks is closed by now.
afterAll(async () => {
  const databasePort = Number(new URL(inject('postgresUrl')).port || 5432);
  let open: string[] = [];

  await waitUntil(
    () => {
      open = openResources(databasePort, before);
      return open.length === 0;
    },
    { timeoutMs: PATIENCE_MS, describe: 'all to be closed' },
  ).catch(() => {
    throw new Error(`This test file left open:\n${open.map((line) => `- ${line}`).join('\n')}`);
  });
}, 2 * PATIENCE_MS);
