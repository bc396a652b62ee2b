import { defineSignal, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { PRIORITY, READ_SIGNAL } from './names.js';

export const readSignal = defineSignal<[why: string]>(READ_SIGNAL);

/** Pages of a hundred numbers, ten seconds each; its own retries bring it through a restart of Postgres. */
const { readWaba } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: 'read the WABA, wake the numbers that changed',
  priority: { priorityKey: PRIORITY.person },
});

export interface WatchWabaInput {
  readonly accountId: string;
  readonly wabaId: string;
}

/** Reads one WABA because Meta told something about it, and again when Meta told more meanwhile: no read is older than the last event. */
export async function watchWaba({ accountId, wabaId }: WatchWabaInput): Promise<void> {
  const asked: string[] = [];
  setHandler(readSignal, (why) => void asked.push(why));
  do {
    const why = asked.splice(0);
    const { numbers, woken } = await readWaba({ accountId, wabaId, at: Date.now(), why });
    setCurrentDetails(`${woken} of ${numbers} numbers changed and were woken.`);
  } while (asked.length > 0);
}
