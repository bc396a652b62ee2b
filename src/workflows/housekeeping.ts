import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { PRIORITY } from './names.js';

const { housekeep } = proxyActivities<Activities>({
  // A minute of deleting, then the statement that is under way and the days of webhooks.
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '10 seconds', maximumInterval: '5 minutes', maximumAttempts: 3 },
  summary: 'make days ahead, delete what is old',
  priority: { priorityKey: PRIORITY.poll },
});

/** So many minutes of deleting in one run; what is left waits for the next. */
const AT_MOST = 20;

/** Keeps the store in order: days of webhooks ahead, nothing kept for longer than it is meant to be. */
export async function housekeeping(): Promise<void> {
  for (let pieces = 0; pieces < AT_MOST; pieces++) {
    const { more } = await housekeep({ at: Date.now() });
    if (!more) return;
  }
}
