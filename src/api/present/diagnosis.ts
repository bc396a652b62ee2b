import { diagnose } from '../../messaging/diagnose.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';

/** The diagnosis of what the timeline keeps of a refusal; null where the facts name no code of Meta's. */
export function diagnosisOfFacts(facts: Readonly<Record<string, unknown>>) {
  const { code, subcode, retry_after_ms: retryAfterMs } = facts;
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
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
    }),
  );
}
