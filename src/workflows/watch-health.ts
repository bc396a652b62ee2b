import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { PRIORITY } from './names.js';

/** A batch that failed is not repeated: what it did not finish is due again when its lease is over. */
const { sweepHealth } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
  summary: 'sweep the WABAs that are due',
  priority: { priorityKey: PRIORITY.poll },
});

/** Batches of one run, so that its history stays short; what is left is due at the next start. */
const BATCHES = 50;

/** Looks at all live numbers whose look is due, WABA by WABA, and wakes those that are not as they were. Started by a Schedule. */
export async function watchHealth(): Promise<void> {
  const total = { wabas: 0, numbers: 0, woken: 0, failed: 0 };
  for (let batch = 0, more = true; more && batch < BATCHES; batch++) {
    const report = await sweepHealth({ at: Date.now() });
    more = report.more;
    total.wabas += report.wabas;
    total.numbers += report.numbers;
    total.woken += report.woken;
    total.failed += report.failed;
    setCurrentDetails(
      `Swept ${total.wabas} WABAs with ${total.numbers} live numbers; ${total.woken} were woken, ${total.failed} WABAs could not be read.`,
    );
  }
}
