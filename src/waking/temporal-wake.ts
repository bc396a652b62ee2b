import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ONBOARD_NUMBER,
  onboardNumberId,
  PRIORITY,
  SEARCH_ATTRIBUTES,
  WAKE_SIGNAL,
} from '../workflows/names.js';

/** The number as far as starting its run needs it. */
export interface Wakeable {
  readonly phoneNumberId: string;
  readonly accountId: string;
  readonly wabaId: string;
  readonly reason: string;
}

const ACCOUNT_ID = defineSearchAttributeKey(SEARCH_ATTRIBUTES.accountId, 'KEYWORD');
const WABA_ID = defineSearchAttributeKey(SEARCH_ATTRIBUTES.wabaId, 'KEYWORD');
const DEADLINE = 10_000;

/** The one way to wake a number: signal its run, or start it with the signal. @throws when Temporal cannot be reached; then ask again */
export async function wakeInTemporal(
  client: Client,
  taskQueue: string,
  number: Wakeable,
): Promise<void> {
  const { phoneNumberId, accountId, wabaId, reason } = number;
  await client.withDeadline(Date.now() + DEADLINE, () =>
    client.workflow.signalWithStart(ONBOARD_NUMBER, {
      workflowId: onboardNumberId(phoneNumberId),
      taskQueue,
      args: [{ phoneNumberId }],
      signal: WAKE_SIGNAL,
      signalArgs: [reason],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey: PRIORITY.person, fairnessKey: accountId },
      staticSummary: `Number …${phoneNumberId.slice(-4)}: to live, and kept there`,
      staticDetails: `Phone number id \`${phoneNumberId}\`, WABA \`${wabaId}\`, account \`${accountId}\`. Signals: \`${WAKE_SIGNAL}(why)\` looks again; \`retry()\` consents to one registration attempt. The current details say why it is not live yet.`,
      typedSearchAttributes: [
        { key: ACCOUNT_ID, value: accountId },
        { key: WABA_ID, value: wabaId },
      ],
    }),
  );
}
