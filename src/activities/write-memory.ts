import type { WriteOutcome } from '../graph/outcome.js';
import { DAY } from '../onboarding/duration.js';
import type { WriteMemory } from '../onboarding/memory.js';
import type { Refusal } from '../onboarding/observation.js';
import { toRefusal } from '../graph/refusal.js';

/** What is remembered of a repeated write after one more try. */
export function rememberWrite(
  before: WriteMemory | undefined,
  outcome: WriteOutcome,
  at: number,
): WriteMemory {
  const accepted = (before?.accepted ?? []).filter((instant) => instant > at - DAY);
  return {
    failures: outcome.kind === 'accepted' ? 0 : (before?.failures ?? 0) + 1,
    lastAt: at,
    outcome: outcome.kind,
    refusal: outcome.kind === 'refused' ? toRefusal(outcome.error) : null,
    accepted: outcome.kind === 'accepted' ? [...accepted, at] : accepted,
  };
}

/** How one write went, in a sentence for the timeline. */
export function writeSentence(what: string, outcome: WriteOutcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return `Meta accepted: ${what}.`;
    case 'refused':
      return `Meta refused: ${what}. Meta says: ${outcome.error.userMessage ?? outcome.error.message}`;
    case 'unknown':
      return `Meta's answer was lost: ${what}. The next look tells.`;
  }
}

/** A refusal for the timeline: all of Meta's words, for a diagnosis is told by them, the wait that Meta stated, and its trace id. */
export const refusalFacts = (refusal: Refusal): Record<string, unknown> => ({
  code: refusal.code,
  subcode: refusal.subcode,
  title: refusal.title,
  message: refusal.message,
  details: refusal.details,
  retry_after_ms: refusal.retryAfterMs,
  fbtrace_id: refusal.fbtraceId,
});

/** The facts of an outcome for the timeline. */
export const writeFacts = (outcome: WriteOutcome): Record<string, unknown> =>
  outcome.kind === 'refused'
    ? { outcome: 'refused', ...refusalFacts(toRefusal(outcome.error)) }
    : {
        outcome: outcome.kind,
        ...(outcome.kind === 'unknown' ? { failure: outcome.failure.message } : {}),
      };
