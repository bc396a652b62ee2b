import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startScheduleKeeper } from '../../src/waking/schedule-keeper.js';
import { waitUntil } from '../support/wait-until.js';

const log = pino({ level: 'silent' });

test('it tries until Temporal takes the schedules, and looks again later', async () => {
  let calls = 0;
  const keeper = startScheduleKeeper({
    log,
    retryMs: 1,
    againMs: 1,
    ensure: async () => {
      if (++calls <= 2) throw new Error('Temporal is down');
    },
  });

  await waitUntil(() => calls >= 4, {
    timeoutMs: 5_000,
    describe: 'two failures, then two successes',
  });

  await keeper.stop();
});

test('it ends at once while it waits for its next try', async () => {
  let calls = 0;
  const keeper = startScheduleKeeper({
    log,
    ensure: async () => {
      calls++;
      throw new Error('Temporal is down');
    },
  });
  await waitUntil(() => calls === 1, { timeoutMs: 5_000, describe: 'the first try' });

  await keeper.stop();

  expect(calls).toBe(1);
});
