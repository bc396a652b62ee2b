import type { Client } from '@temporalio/client';
import { PRIORITY, SYNC_SIGNAL, SYNC_TEMPLATES, syncTemplatesId } from '../workflows/names.js';

const DEADLINE = 10_000;

/** The one way to read a WABA's templates: signal its run, or start it with the signal. @throws when Temporal cannot be reached; then ask again */
export async function syncTemplatesInTemporal(
  client: Client,
  taskQueue: string,
  wabaId: string,
): Promise<void> {
  await client.withDeadline(Date.now() + DEADLINE, () =>
    client.workflow.signalWithStart(SYNC_TEMPLATES, {
      workflowId: syncTemplatesId(wabaId),
      taskQueue,
      args: [{ wabaId }],
      signal: SYNC_SIGNAL,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey: PRIORITY.poll },
      staticSummary: `Templates of the WhatsApp account …${wabaId.slice(-4)}`,
      staticDetails: `WABA \`${wabaId}\`. Signal: \`${SYNC_SIGNAL}()\` reads the templates again.`,
    }),
  );
}
