import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import type { CheckedTemporal } from './check-temporal.js';
import { fail, pass, skip, type Finding } from './finding.js';

const CHECK = 'priorities';
const PROBE_PRIORITY = 1;
const BETWEEN_LOOKS_MS = 300;

// A busy server counts a waiting task late; only where it counts none at all does this pass in full.
const LOOKS_FOR_MS = 20_000;
const WITHIN_MS = 30_000;

// temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, whose package is not ours.
const WORKFLOW_QUEUE = 1;

/**
 * Does the server's matcher keep priorities apart? No setting can be read, but it shows: one run is started on a queue that
 * nobody polls, and the old matcher counts its waiting task under the default priority instead of its own. The run is ended at once.
 */
export async function checkMatcher({ connection, namespace }: CheckedTemporal): Promise<Finding> {
  const client = new Client({ connection, namespace });
  const id = `doctor-${randomUUID()}`;

  try {
    return await connection.withDeadline(Date.now() + WITHIN_MS, async () => {
      const run = await client.workflow.start('doctorProbe', {
        taskQueue: id,
        workflowId: id,
        workflowExecutionTimeout: '1 minute',
        priority: { priorityKey: PROBE_PRIORITY },
        staticSummary: 'onboard-number doctor looks at the matcher; this run does nothing',
      });
      try {
        return findingOf(await waitingPriority({ connection, namespace }, id));
      } finally {
        await run.terminate('onboard-number doctor has seen enough');
      }
    });
  } catch (error) {
    return skip(CHECK, `no probe could be run: ${error instanceof Error ? error.message : error}`);
  }
}

function findingOf(priority: number | null): Finding {
  if (priority === PROBE_PRIORITY) return pass(CHECK, "the server's matcher keeps them");
  if (priority === null)
    return skip(
      CHECK,
      'the server does not tell; matching.useNewMatcher should be on where its version has it',
    );
  return fail(
    CHECK,
    "the server's matcher ignores them: people wait behind background work",
    'Set matching.useNewMatcher and matching.enableFairness to true in its dynamic configuration.',
  );
}

/** Under which priority the one waiting task is counted; null when the server counts it under none, or not at all. */
async function waitingPriority(
  { connection, namespace }: Pick<CheckedTemporal, 'connection' | 'namespace'>,
  queue: string,
): Promise<number | null> {
  const until = Date.now() + LOOKS_FOR_MS;
  while (Date.now() < until) {
    const { stats, statsByPriorityKey } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: WORKFLOW_QUEUE,
      reportStats: true,
    });
    const waiting = Object.entries(statsByPriorityKey).find(([, counted]) => counts(counted));
    if (waiting !== undefined) return Number(waiting[0]);
    if (counts(stats) && Object.keys(statsByPriorityKey).length === 0) return null;
    await sleep(BETWEEN_LOOKS_MS);
  }
  return null;
}

function counts(stats: { readonly approximateBacklogCount?: unknown } | null | undefined): boolean {
  return Number(stats?.approximateBacklogCount ?? 0) > 0;
}
