import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { PRIORITY } from './names.js';

const { checkTokens } = proxyActivities<Activities>({
  // Two hundred tokens, four at a time, each with a call of Meta's slowest.
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 5 },
  summary: 'look at the tokens that are due',
  priority: { priorityKey: PRIORITY.poll },
});

/** So many pieces in one run; what is left waits for the next. */
const AT_MOST = 50;

/** Looks at every access token that is due, each distinct one once: validity, expiry, permissions. */
export async function watchTokens(): Promise<void> {
  for (let pieces = 0; pieces < AT_MOST; pieces++) {
    if (!(await checkTokens({ at: Date.now() }))) return;
  }
}
