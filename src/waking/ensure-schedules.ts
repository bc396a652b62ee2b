import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
} from '@temporalio/client';
import { scheduleEvery, scheduleId, type ScheduleDefinition } from './schedules.js';

/** Starts that were missed for longer than this are not made up for: due times live in Postgres. */
const CATCH_UP_MS = 60_000;
/** A run that no worker can finish (another release's, a lost queue) must not keep the next one from starting for ever. */
const RUN_TIMEOUT_MS = 3_600_000;
const DEADLINE_MS = 10_000;

/**
 * Promises that Temporal has each of these schedules with this definition: creates what is missing, updates what differs, leaves the rest
 * alone; a schedule that an operator paused stays paused. Any number of workers may call it at once. @throws when Temporal cannot be reached
 */
export async function ensureSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  { taskQueue, pace }: { readonly taskQueue: string; readonly pace: number },
): Promise<void> {
  for (const definition of definitions) {
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      ensure(client, scheduleId(definition, taskQueue), optionsOf(definition, taskQueue, pace)),
    );
  }
}

type Options = ReturnType<typeof optionsOf>;

async function ensure(client: Client, id: string, options: Options): Promise<void> {
  try {
    await client.schedule.create({ scheduleId: id, ...options });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const schedule = client.schedule.getHandle(id);
    if (isSame(await schedule.describe(), options)) return;
    await schedule.update(({ state }) => ({ ...options, state }));
  }
}

const optionsOf = (definition: ScheduleDefinition, taskQueue: string, pace: number) => ({
  spec: { intervals: [{ every: scheduleEvery(definition, pace) }] },
  action: {
    type: 'startWorkflow' as const,
    workflowType: definition.workflowType,
    // Temporal adds the instant.
    workflowId: scheduleId(definition, taskQueue),
    taskQueue,
    args: [],
    workflowExecutionTimeout: RUN_TIMEOUT_MS,
    staticSummary: definition.summary,
  },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_MS },
});

function isSame({ spec, action, policies }: ScheduleDescription, wanted: Options): boolean {
  return (
    spec.intervals?.length === 1 &&
    spec.intervals[0]?.every === wanted.spec.intervals[0]?.every &&
    action.workflowType === wanted.action.workflowType &&
    action.taskQueue === wanted.action.taskQueue &&
    policies.overlap === wanted.policies.overlap &&
    policies.catchupWindow === wanted.policies.catchupWindow
  );
}
