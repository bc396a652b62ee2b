import type { Explanation } from '../onboarding/explanation.js';
import { diagnose } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';

/** A diagnosis as the API and events show it. Design: api.md §4. */
export const presentDiagnosis = (diagnosis: Diagnosis) => ({
  code: diagnosis.code,
  subcode: diagnosis.subcode,
  known: diagnosis.known,
  meaning: diagnosis.meaning,
  likely_causes: [...diagnosis.likelyCauses],
  fix: diagnosis.fix,
  retry: diagnosis.retry,
  retry_after_s: diagnosis.retryAfterS,
  whose_move: diagnosis.whoseMove,
  source: diagnosis.source,
});

/** The explanation, with what Meta's refusal of the last attempt means. */
export function presentExplanation(explanation: Explanation) {
  const { registration } = explanation;
  const last = registration.last_attempt;
  return {
    ...explanation,
    registration: { ...registration, last_attempt: last === null ? null : presentAttempt(last) },
  };
}

function presentAttempt({
  details,
  retry_after_ms: retryAfterMs,
  ...shown
}: NonNullable<Explanation['registration']['last_attempt']>) {
  const failure = { ...shown, details, retryAfterMs };
  return {
    ...shown,
    diagnosis: shown.code === null ? null : presentDiagnosis(diagnose(failure)),
  };
}
