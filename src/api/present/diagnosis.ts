import type { Diagnosis } from '../../messaging/diagnosis.js';

/** A diagnosis as the API shows it. Design: api.md §4. */
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

/** As the API shows it. */
export type PresentedDiagnosis = ReturnType<typeof presentDiagnosis>;
