import type { WriteOutcome } from '../graph/outcome.js';
import type { ReleaseMemory, ReleaseStep } from '../onboarding/memory.js';

/** Lost answers after which a release goes on without knowing: it is never held up for ever. */
const PATIENCE = 3;

/** What a release remembers after one of its steps: done, refused, or that an answer was lost and the step is tried again after a look. */
export function afterReleaseStep(
  { lost, ...ended }: ReleaseMemory = {},
  step: ReleaseStep,
  outcome: WriteOutcome,
  at: number,
): ReleaseMemory {
  if (outcome.kind !== 'unknown') {
    return { ...ended, [step]: outcome.kind === 'accepted' ? 'done' : 'refused' };
  }
  const times = (lost?.step === step ? lost.times : 0) + 1;
  return times < PATIENCE ? { ...ended, lost: { step, times, at } } : { ...ended, [step]: 'lost' };
}
