import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { connect } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';

/** Proof 1 (onboarding.md §7): the worker dies at every line between "ledger row written" and "result stored". */
const MINUTES = 60_000;

function spawnCrashingWorker(stack: Stack, point: string): ChildProcess {
  const script = fileURLToPath(new URL('./crashing-worker.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, point], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...stack.environment },
    stdio: 'ignore',
  });
  return child;
}

const cases = [
  // The turn is recorded, but Temporal never hears of its answer: it is taken again, and what it decided is done.
  {
    point: 'turn_recorded',
    scenario: 'straight_through',
    callsToMeta: 1,
    ledger: ['accepted'],
  },
  // Meta never heard of the attempt: it stays unknown, and one more is made once reads can no longer lag.
  {
    point: 'attempt_reserved',
    scenario: 'straight_through',
    callsToMeta: 1,
    ledger: ['unknown', 'accepted'],
  },
  // Meta accepted it: the next look shows that, and nothing is repeated.
  { point: 'register_answered', scenario: 'straight_through', callsToMeta: 1, ledger: ['unknown'] },
  { point: 'attempt_recorded', scenario: 'straight_through', callsToMeta: 1, ledger: ['accepted'] },
  // Meta refused it, and nobody wrote that down: the PIN that is sent next is still the stored one.
  {
    point: 'register_answered',
    scenario: 'pin_left_by_previous_provider',
    callsToMeta: 3,
    ledger: ['unknown', 'refused', 'accepted'],
  },
  {
    point: 'pin_stored',
    scenario: 'pin_left_by_previous_provider',
    callsToMeta: 2,
    ledger: ['refused', 'accepted'],
  },
  {
    point: 'pin_answered',
    scenario: 'pin_left_by_previous_provider',
    callsToMeta: 2,
    ledger: ['refused', 'accepted'],
  },
];

describe.concurrent('a worker that is killed', () => {
  test.for(cases)(
    'at $point of $scenario: live, one PIN, $callsToMeta calls',
    { timeout: 5 * MINUTES },
    async ({ point, scenario, callsToMeta, ledger }, { onTestFinished }) => {
      const stack = await startStack({}, { withWorker: false });
      onTestFinished(() => stack.close());
      const child = spawnCrashingWorker(stack, point);
      onTestFinished(() => void child.kill('SIGKILL'));
      // Listened for from the start: it may die before the number's answer is here.
      const exited = once(child, 'exit');
      const number = await connect(stack, { scenario });

      const [, signal] = (await exited) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      const pinBefore = await number.storedPin();
      stack.startWorker();

      await number.untilStage('live', 4 * MINUTES);
      expect(await number.seenByMeta('register')).toHaveLength(callsToMeta);
      // Killed before the first attempt there is none yet; from then on it is the same one.
      if (pinBefore !== null) expect(await number.storedPin()).toBe(pinBefore);
      expect(await number.pinAtMeta()).toBe(await number.storedPin());
      const attempts = await stack.db
        .selectFrom('registration_attempts')
        .select('outcome')
        .where('phone_number_id', '=', number.id)
        .orderBy('id')
        .execute();
      expect(attempts.map(({ outcome }) => outcome)).toEqual(ledger);
    },
  );

  test(
    'beside a second worker: one attempt, one PIN',
    { timeout: 2 * MINUTES },
    async ({ onTestFinished }) => {
      const stack = await startStack();
      onTestFinished(() => stack.close());
      const second = spawnCrashingWorker(stack, 'never');
      onTestFinished(() => void second.kill('SIGKILL'));
      const numbers = await Promise.all(
        Array.from({ length: 8 }, () => connect(stack, { scenario: 'activation_fast' })),
      );

      for (const number of numbers) {
        await number.untilStage('live', MINUTES);
        expect(await number.seenByMeta('register')).toHaveLength(1);
        expect(await number.pinAtMeta()).toBe(await number.storedPin());
      }
    },
  );
});
