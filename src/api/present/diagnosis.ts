import { diagnose } from '../../messaging/diagnose.js';
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

/** The diagnosis of what the timeline keeps of a refusal; null where the facts name no code of Meta's. */
export function diagnosisOfFacts(facts: Readonly<Record<string, unknown>>) {
  const { code, subcode } = facts;
  if (typeof code !== 'number') return null;
  const text = (name: string): string | null => {
    const value = facts[name];
    return typeof value === 'string' ? value : null;
  };
  return presentDiagnosis(
    diagnose({
      code,
      subcode: typeof subcode === 'number' ? subcode : null,
      title: text('title'),
      message: text('message'),
      details: text('details'),
    }),
  );
}
