import type { Connection } from '@temporalio/client';
import { isNotAllowed, missingSearchAttributes } from './search-attributes.js';

const WITHIN_MS = 2000;

/** Promises that Temporal takes calls and knows our search attributes. @throws Error in one sentence that says which is not so */
export async function checkTemporal(connection: Connection, namespace: string): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  await connection
    .withDeadline(deadline, () => connection.workflowService.getSystemInfo({}))
    .catch((cause: unknown) => {
      throw new Error(`Temporal does not answer at ${connection.options.address}.`, { cause });
    });

  const missing = await connection
    .withDeadline(deadline, () => missingSearchAttributes(connection, namespace))
    .catch((error: unknown) => {
      // Who may not list them cannot tell that they are missing.
      if (isNotAllowed(error)) return [];
      throw error;
    });
  if (missing.length > 0) {
    throw new Error(
      `Temporal does not know the search attributes ${missing.join(', ')}: run onboard-number migrate.`,
    );
  }
}
