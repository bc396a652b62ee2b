import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

export interface SendMessageRun {
  readonly messageId: string;
}

/** A call is bounded by fifteen seconds, the rest is Postgres. Repeating it sends nothing twice: the row says that a call is under way. */
const { sendWaitingMessage } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Sends one message that Meta did not take at once, when Meta's delays are over; ends with its status. Knows order and time, nothing else. */
export async function sendMessage({ messageId }: SendMessageRun): Promise<string> {
  for (;;) {
    const next = await sendWaitingMessage({ messageId, at: Date.now() });
    if (next.kind === 'done') return next.status;
    await sleep(next.delayMs, { summary: next.why.slice(0, 200) });
  }
}
