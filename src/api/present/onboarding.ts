import { diagnose } from '../../messaging/diagnose.js';
import type { Explanation } from '../../onboarding/explanation.js';
import { presentDiagnosis } from './diagnosis.js';

/** The explanation, with what Meta's refusal of the last attempt means. */
export function presentExplanation(explanation: Explanation) {
  const { registration } = explanation;
  const last = registration.last_attempt;
  return {
    ...explanation,
    registration: {
      ...registration,
      last_attempt:
        last === null
          ? null
          : { ...last, diagnosis: last.code === null ? null : presentDiagnosis(diagnose(last)) },
    },
  };
}
