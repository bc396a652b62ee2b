import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { TurnResult } from '../activities/turn.js';
import { activitiesFor, type Priority } from './activity-options.js';

type RemoteStep = Exclude<TurnResult['step'], { kind: 'wait' } | { kind: 'end' }>;

/** Takes one step at Meta. Its failure is not ours to handle: the next turn reads what came of it. Only cancellation passes through.
 * Returns whether it ran to its end. */
export async function takeStep(
  phoneNumberId: string,
  step: RemoteStep,
  summary: string,
  priority: Priority,
): Promise<boolean> {
  try {
    await run(phoneNumberId, step, summary, priority);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('a step failed; the next turn reads what came of it', {
      step: step.kind,
      error: String(error),
    });
    return false;
  }
}

async function run(
  phoneNumberId: string,
  step: RemoteStep,
  summary: string,
  priority: Priority,
): Promise<void> {
  const activities = activitiesFor(summary, priority);
  const input = { phoneNumberId, at: Date.now() };
  switch (step.kind) {
    case 'register':
      // Once begun it is seen through: a cancelled run must not leave an attempt without its result.
      return CancellationScope.nonCancellable(() =>
        activities.register({
          ...input,
          purpose: step.purpose,
          consentId: step.consentId,
          expectedAttempts: step.expectedAttempts,
        }),
      );
    case 'deregister':
      return CancellationScope.nonCancellable(() =>
        activities.deregister({ ...input, expectedAttempts: step.expectedAttempts }),
      );
    case 'requestCode':
      return activities.requestCode({
        ...input,
        intentId: step.intentId,
        method: step.method,
        language: step.language,
      });
    case 'verifyCode':
      return activities.verifyCode({ ...input, intentId: step.intentId });
    case 'replacePin':
      return activities.replacePin({ ...input, intentId: step.intentId });
    case 'setDisplayName':
      return activities.setDisplayName({ ...input, intentId: step.intentId });
    case 'subscribe':
      return activities.subscribe(input);
    case 'setOverride':
      return activities.setOverride(input);
    case 'clearOverride':
      return activities.clearOverride(input);
    case 'unsubscribe':
      return activities.unsubscribe(input);
  }
}
