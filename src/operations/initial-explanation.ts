import { summarise } from '../onboarding/explain.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { Ledger } from '../onboarding/ledger.js';
import { actionLabels, reasonStrings, stepStrings } from '../onboarding/reason-strings.js';
import { reasons } from '../onboarding/reasons.js';

/** What is said of a number between being added and its first turn, also for as long as Temporal is down. Pure. */
export function initialExplanation(phoneNumberId: string, ledger: Ledger, at: number): Explanation {
  const now = new Date(at).toISOString();
  const { sentence, action } = reasonStrings.in_progress;
  return {
    stage: 'verifying',
    stage_since: now,
    reason: 'in_progress',
    reason_since: now,
    waiting_on: reasons.in_progress.waitingOn,
    until: null,
    explanation: sentence.replace('{step}', stepStrings.reading),
    action,
    next_actions: [
      {
        id: 'check',
        label: actionLabels.check,
        method: 'POST',
        href: `/v1/numbers/${phoneNumberId}/check`,
        allowed: true,
        why_not: null,
        spends: null,
      },
    ],
    next_check_at: now,
    deadline_at: null,
    woken_by: 'added',
    evidence: {},
    registration: summarise(ledger, at),
  };
}
