import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import { scheduleId, type ScheduleDefinition } from '../../src/waking/schedules.js';

/** Removes what a test's workers created: the Temporal server is the whole run's, and would go on starting them. */
export async function deleteSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  taskQueue: string,
): Promise<void> {
  for (const definition of definitions) {
    await client.schedule
      .getHandle(scheduleId(definition, taskQueue))
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      });
  }
}
