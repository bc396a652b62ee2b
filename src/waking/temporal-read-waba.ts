import type { Client } from '@temporalio/client';
import type { WabaRead } from '../store/waba-reads.js';
import { PRIORITY, READ_SIGNAL, WATCH_WABA, watchWabaId } from '../workflows/names.js';

const DEADLINE = 10_000;

/** The one way to have a WABA read at once: signal its run, or start it with the signal. @throws when Temporal cannot be reached; then ask again */
export async function readWabaInTemporal(
  client: Client,
  taskQueue: string,
  { accountId, wabaId, reason }: Omit<WabaRead, 'version'>,
): Promise<void> {
  await client.withDeadline(Date.now() + DEADLINE, () =>
    client.workflow.signalWithStart(WATCH_WABA, {
      workflowId: watchWabaId(accountId, wabaId),
      taskQueue,
      args: [{ accountId, wabaId }],
      signal: READ_SIGNAL,
      signalArgs: [reason],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey: PRIORITY.person, fairnessKey: accountId },
      staticSummary: `WhatsApp account …${wabaId.slice(-4)}: Meta told something about it`,
      staticDetails: `WABA \`${wabaId}\`, account \`${accountId}\`. Signal: \`${READ_SIGNAL}(why)\` reads it again.`,
    }),
  );
}
