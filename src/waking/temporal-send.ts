import type { Client } from '@temporalio/client';
import type { MessageRow } from '../store/tables.js';
import { PRIORITY, SEND_MESSAGE, sendMessageId } from '../workflows/names.js';

const DEADLINE = 10_000;

/** Starts the run that sends this message, if it has none. @throws when Temporal cannot be reached; then ask again */
export async function sendInTemporal(
  client: Client,
  taskQueue: string,
  { id, account_id: accountId }: Pick<MessageRow, 'id' | 'account_id'>,
): Promise<void> {
  await client.withDeadline(Date.now() + DEADLINE, () =>
    client.workflow.start(SEND_MESSAGE, {
      workflowId: sendMessageId(id),
      taskQueue,
      args: [{ messageId: id }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey: PRIORITY.poll, fairnessKey: accountId },
      staticSummary: `Message …${id.slice(-6)}: sent when Meta takes it`,
      staticDetails: `Message \`${id}\`, account \`${accountId}\`. Each timer says why it waits; \`GET /v1/messages/${id}/timeline\` tells the whole story.`,
    }),
  );
}
