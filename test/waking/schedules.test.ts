import { expect, test } from 'vitest';
import { SCHEDULES, scheduleEvery, scheduleId } from '../../src/waking/schedules.js';
import * as workflows from '../../src/workflows/index.js';
import { DEFAULT_TASK_QUEUE } from '../../src/workflows/names.js';

const definition = { name: 'look', workflowType: 'look', everyMs: 300_000, summary: 'Looks.' };

test.each([
  [1, 300_000],
  [0.5, 150_000],
  [0.02, 6_000],
  [0.002, 5_000],
])('with pace %d there is a start every %d ms', (pace, every) => {
  expect(scheduleEvery(definition, pace)).toBe(every);
});

test('the id is the plain name on the default task queue, and the queue’s own on another', () => {
  expect(scheduleId(definition, DEFAULT_TASK_QUEUE)).toBe('look');
  expect(scheduleId(definition, 'staging')).toBe('look/staging');
});

test('every schedule has a name of its own and starts a workflow that exists', () => {
  expect(new Set(SCHEDULES.map(({ name }) => name)).size).toBe(SCHEDULES.length);
  for (const { workflowType } of SCHEDULES) expect(workflows).toHaveProperty(workflowType);
});
