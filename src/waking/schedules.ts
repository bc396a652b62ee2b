import { HOUR, MINUTE } from '../onboarding/duration.js';
import {
  DEFAULT_TASK_QUEUE,
  HOUSEKEEPING,
  SYNC_STALE_TEMPLATES,
  WATCH_HEALTH,
  WATCH_TOKENS,
} from '../workflows/names.js';

/** One workflow that Temporal starts again and again. */
export interface ScheduleDefinition {
  /** Part of the ids of the schedule and of its runs. */
  readonly name: string;
  readonly workflowType: string;
  /** Between two starts, ms, before pace. */
  readonly everyMs: number;
  /** One line for Temporal Web. */
  readonly summary: string;
}

/** Everything that is done on a schedule: one entry each, created by every worker at its start. */
export const SCHEDULES: readonly ScheduleDefinition[] = [
  {
    // When a WABA is due stands in Postgres; this is how late its sweep may be.
    name: 'watch-health',
    workflowType: WATCH_HEALTH,
    everyMs: MINUTE,
    summary: 'Looks at the live numbers that are due',
  },
  {
    name: 'watch-tokens',
    workflowType: WATCH_TOKENS,
    everyMs: 5 * MINUTE,
    summary: 'Access tokens that are due: validity, expiry, permissions',
  },
  {
    name: 'sync-stale-templates',
    workflowType: SYNC_STALE_TEMPLATES,
    everyMs: HOUR,
    summary: 'Asks for the templates of every account that were last read a day ago',
  },
  {
    name: 'housekeeping',
    workflowType: HOUSEKEEPING,
    everyMs: HOUR,
    summary: 'Days of webhooks ahead, and what is older than it is kept',
  },
];

/** However small the pace: each start costs Temporal three Actions. */
const SHORTEST_MS = 5_000;

/** Between two starts, ms, after pace. */
export const scheduleEvery = ({ everyMs }: ScheduleDefinition, pace: number): number =>
  Math.max(Math.round((everyMs * pace) / 1_000) * 1_000, SHORTEST_MS);

/** One schedule for each definition and task queue: workers of one queue share it, another deployment in the same namespace has its own. */
export const scheduleId = ({ name }: ScheduleDefinition, taskQueue: string): string =>
  taskQueue === DEFAULT_TASK_QUEUE ? name : `${name}/${taskQueue}`;
