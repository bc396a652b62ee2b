import type { Logger } from 'pino';
import type { AnswerReport, OnAnswer } from '../graph/reporting.js';
import { tokenEndsAt } from '../onboarding/token-news.js';
import { nextTokenLook } from '../onboarding/token-schedule.js';
import { isTokenKnownRefused, recordTokenAnswer } from '../store/record-token.js';
import type { Dependencies } from './dependencies.js';
import { toRefusal } from './refusal.js';

/** What reports are kept with. */
export interface GraphReportsOptions extends Pick<Dependencies, 'db' | 'vault'> {
  readonly log: Logger;
  readonly pace: number;
}

/**
 * What every Graph client of ours reports to: a token that Meta refuses in any call is marked at once, by the token itself, so that the end
 * of an old one never touches its successor. Never throws.
 */
export function graphReports({ db, vault, log, pace }: GraphReportsOptions): OnAnswer {
  return async ({ caller, tokenRefusal }: AnswerReport) => {
    if (tokenRefusal === null) return;
    const at = caller.at ?? Date.now();
    const digest = vault.digest(caller.accessToken);
    try {
      // Every number of a dead token hears the same: only the first is news.
      if (await isTokenKnownRefused(db, digest, at)) return;
      await recordTokenAnswer(db, {
        digest,
        answer: { kind: 'refused', refusal: toRefusal(tokenRefusal), facts: null },
        at,
        nextLook: ({ facts, refused, refusals }) =>
          nextTokenLook({
            at,
            outcome: 'refused',
            refusedSince: refused?.since ?? at,
            refusals,
            endsAt: tokenEndsAt(facts),
            pace,
            jitter: 0,
          }),
      });
    } catch (err) {
      log.warn({ err }, 'a refused token could not be marked; its next refusal marks it');
    }
  };
}
