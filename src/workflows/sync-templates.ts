import { defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { PRIORITY, SYNC_SIGNAL } from './names.js';

export const syncSignal = defineSignal(SYNC_SIGNAL);

/** Pages of a hundred templates, 6,000 at most, with ten seconds each; what Meta refuses is no failure. */
const { syncTemplates: readTemplates } = proxyActivities<Activities>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: 'templates at Meta',
  priority: { priorityKey: PRIORITY.poll },
});

const { requestStaleTemplateSyncs } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});

/** Reads the templates of one WABA, and again when somebody asked meanwhile: what is stored is never older than the last request. */
export async function syncTemplates({ wabaId }: { readonly wabaId: string }): Promise<void> {
  // The signal that started this run is answered by its first read.
  let asked = true;
  setHandler(syncSignal, () => {
    asked = true;
  });
  while (asked) {
    asked = false;
    await readTemplates({ wabaId, at: Date.now() });
  }
}

/** The daily request: the rows that it writes start {@link syncTemplates} for each WABA. */
export async function syncStaleTemplates(): Promise<void> {
  await requestStaleTemplateSyncs({ at: Date.now() });
}
