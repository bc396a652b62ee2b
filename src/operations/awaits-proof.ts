import { reasons } from '../onboarding/reasons.js';
import type { NumberView } from '../store/number-views.js';

/** Proof of ownership is what this number waits for, also in the moment in which something is being done for it. */
export function awaitsProof({ reason, memory }: NumberView): boolean {
  const settled = reason === 'in_progress' ? memory.settled?.reason : reason;
  return settled !== undefined && reasons[settled].heading === 'code_verified';
}
