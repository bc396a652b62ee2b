import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureSchedules } from '../../../src/waking/ensure-schedules.js';
import { scheduleId, type ScheduleDefinition } from '../../../src/waking/schedules.js';
import { deleteSchedules } from '../../support/schedules.js';
import {
  connectTemporal,
  uniqueTaskQueue,
  type TemporalConnections,
} from '../../support/temporal.js';

const look: ScheduleDefinition = {
  name: 'look',
  workflowType: 'look',
  everyMs: 3_600_000,
  summary: 'Looks.',
};
const tidy: ScheduleDefinition = { ...look, name: 'tidy', workflowType: 'tidy' };

let temporal: TemporalConnections;
let taskQueue: string;

beforeAll(async () => {
  temporal = await connectTemporal();
});
beforeEach(() => {
  taskQueue = uniqueTaskQueue('schedules');
});
afterEach(() => deleteSchedules(temporal.client, [look, tidy], taskQueue));
afterAll(() => temporal.close());

const ensure = (definitions: readonly ScheduleDefinition[], pace = 1): Promise<void> =>
  ensureSchedules(temporal.client, definitions, { taskQueue, pace });
const handle = (definition: ScheduleDefinition) =>
  temporal.client.schedule.getHandle(scheduleId(definition, taskQueue));

test('every definition becomes a schedule that skips what overlaps and makes up for little', async () => {
  await ensure([look, tidy]);

  expect(await handle(look).describe()).toMatchObject({
    spec: { intervals: [{ every: 3_600_000 }] },
    action: { workflowType: 'look', taskQueue },
    policies: { overlap: 'SKIP', catchupWindow: 60_000 },
  });
  expect(await handle(tidy).describe()).toMatchObject({ action: { workflowType: 'tidy' } });
});

test('several workers that start at once, and again, create it once and change nothing', async () => {
  await Promise.all([ensure([look]), ensure([look]), ensure([look])]);
  await ensure([look]);

  const { info } = await handle(look).describe();
  expect(info.lastUpdatedAt).toBeUndefined();
});

test('a changed definition is brought to Temporal; a pause by an operator stays', async () => {
  await ensure([look, tidy]);
  await handle(look).pause('the team looks into something');

  await ensure([{ ...look, everyMs: 1_800_000 }, tidy]);

  expect(await handle(look).describe()).toMatchObject({
    spec: { intervals: [{ every: 1_800_000 }] },
    action: { workflowType: 'look' },
    state: { paused: true, note: 'the team looks into something' },
  });
  const { info } = await handle(tidy).describe();
  expect(info.lastUpdatedAt).toBeUndefined();
});
