import {
  condition,
  continueAsNew,
  defineSignal,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Ending } from '../onboarding/step.js';
import { activitiesFor, type Priority } from './activity-options.js';
import { PRIORITY, RETRY_SIGNAL, RETRY_SIGNALLED, WAKE_SIGNAL } from './names.js';
import { breathe } from './pace.js';
import { searchAttributesOf } from './search-attributes.js';
import { takeStep } from './take-step.js';

export interface OnboardNumberInput {
  readonly phoneNumberId: string;
}

export const wakeSignal = defineSignal<[why: string]>(WAKE_SIGNAL);
export const retrySignal = defineSignal(RETRY_SIGNAL);

/**
 * Takes one phone number to its desired state and ends there; any wake starts it again under the same id. It knows order and time, nothing
 * else: what to do is decided by each turn, and a step that failed is read by the next. Never fails.
 */
export async function onboardNumber({ phoneNumberId }: OnboardNumberInput): Promise<Ending> {
  const wakes: string[] = [];
  setHandler(wakeSignal, (why) => void wakes.push(why));
  setHandler(retrySignal, () => void wakes.push(RETRY_SIGNALLED));

  const runStartedAt = workflowInfo().runStartTime.getTime();
  const searchAttributes = searchAttributesOf();
  let priority: Priority = PRIORITY.person;
  let why = ['started'];
  let stepsInARow = 0;
  let failuresInARow = 0;

  for (let turnNo = 1; ; turnNo++) {
    // Nothing to carry: the next run reads everything anew. A wake that came meanwhile is answered first.
    if (workflowInfo().continueAsNewSuggested && wakes.length === 0) {
      await continueAsNew<typeof onboardNumber>({ phoneNumberId });
    }
    // One turn answers however many wakes came.
    why.push(...wakes.splice(0));
    const { turn } = activitiesFor(`turn ${turnNo}: ${why.join(', ')}`.slice(0, 200), priority);
    const next = await turn({ phoneNumberId, at: Date.now(), wokenBy: why, turnNo, runStartedAt });
    setCurrentDetails(next.details);
    searchAttributes.update(next.searchAttributes);
    why = [];

    switch (next.step.kind) {
      case 'end':
        if (wakes.length === 0) return next.step.ending;
        break;
      case 'wait': {
        const woken = await condition(() => wakes.length > 0, next.step.delayMs, {
          summary: next.summary,
        });
        priority = woken ? PRIORITY.person : PRIORITY.poll;
        if (!woken) why = ['timer'];
        stepsInARow = 0;
        break;
      }
      default: {
        const ran = await takeStep(phoneNumberId, next.step, next.summary, priority);
        failuresInARow = ran ? 0 : failuresInARow + 1;
        await breathe(++stepsInARow, failuresInARow);
        why = [next.step.kind];
      }
    }
  }
}
