import type { WriteOutcome } from '../graph/outcome.js';
import type { ReleaseMemory } from '../onboarding/memory.js';

/** Lost answers after which a release goes on without knowing: it is never held up for ever. */
const PATIENCE = 3;

/** What a release remembers after one of its steps: done, refused, or that an answer was lost and the step is tried again. */
export function afterReleaseStep(
  before: ReleaseMemory | undefined,
  step: 'clearOverride' | 'deregister' | 'unsubscribe',
  outcome: WriteOutcome,
): ReleaseMemory {
  if (outcome.kind !== 'unknown') {
    return { ...before, [step]: outcome.kind === 'accepted' ? 'done' : 'refused' };
  }
  const lost = (before?.lost ?? 0) + 1;
  return lost < PATIENCE ? { ...before, lost } : { ...before, lost: 0, [step]: 'refused' };
}
