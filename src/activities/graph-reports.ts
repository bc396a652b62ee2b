import type { Logger } from 'pino';
import type { CallCounts } from '../graph/call-counts.js';
import type { GraphError } from '../graph/outcome.js';
import type { AnswerReport, OnAnswer } from '../graph/reporting.js';
import { MINUTE } from '../onboarding/duration.js';
import { tokenEndsAt } from '../onboarding/token-news.js';
import { nextTokenLook } from '../onboarding/token-schedule.js';
import { storeCallUsage, type StoredUsage } from '../store/call-usage.js';
import { isTokenKnownRefused, recordTokenAnswer } from '../store/record-token.js';
import type { Dependencies } from './dependencies.js';
import { toRefusal } from '../graph/refusal.js';

/** What reports are kept with. */
export interface GraphReportsOptions extends Pick<Dependencies, 'db' | 'vault'> {
  readonly log: Logger;
  readonly pace: number;
  readonly calls?: CallCounts;
}

/** A usage that moved less, percent, and is not older, ms, is not written again: no hot row for each call. */
const WORTH_WRITING = { percent: 5, afterMs: 5 * MINUTE } as const;

/**
 * What every Graph client of ours reports to: a token that Meta refuses in any call is marked at once, by the token itself, so that the end
 * of an old one never touches its successor; and how much of a WABA's call budget is used. Never throws.
 */
export function graphReports({ db, vault, log, pace, calls }: GraphReportsOptions): OnAnswer {
  /** What this process last wrote of each WABA. */
  const written = new Map<string, StoredUsage>();

  const markToken = async (accessToken: string, error: GraphError, at: number): Promise<void> => {
    const digest = vault.digest(accessToken);
    // Every number of a dead token hears the same: only the first is news.
    if (await isTokenKnownRefused(db, digest, at)) return;
    await recordTokenAnswer(db, {
      digest,
      answer: { kind: 'refused', refusal: toRefusal(error), facts: null },
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
  };

  const keepUsage = async (wabaId: string, usage: StoredUsage): Promise<void> => {
    if (!isWorthWriting(written.get(wabaId), usage)) return;
    await storeCallUsage(db, wabaId, usage);
    written.set(wabaId, usage);
  };

  return async (report: AnswerReport) => {
    const { caller, tokenRefusal } = report;
    const at = caller.at ?? Date.now();
    const usage = usageOf(report, at);
    try {
      if (tokenRefusal !== null) await markToken(caller.accessToken, tokenRefusal, at);
      if (caller.wabaId === undefined) return;
      calls?.count(caller.wabaId, at);
      if (usage !== null) await keepUsage(caller.wabaId, usage);
    } catch (err) {
      log.warn({ err }, 'what an answer of Meta told beside itself could not be kept');
    }
  };
}

/** Null where the answer says nothing about the budget; a refusal that states no time leads to the number's own, growing waits. */
function usageOf({ usage, throttledForMs }: AnswerReport, at: number): StoredUsage | null {
  if (throttledForMs !== null)
    return throttledForMs === 0 ? null : { percent: 100, resumeAt: at + throttledForMs, at };
  if (usage === null) return null;
  const { percent, regainAccessMs } = usage;
  return { percent, resumeAt: regainAccessMs === 0 ? null : at + regainAccessMs, at };
}

function isWorthWriting(before: StoredUsage | undefined, after: StoredUsage): boolean {
  if (before === undefined || after.resumeAt !== before.resumeAt) return true;
  if (before.percent === null || after.percent === null) return before.percent !== after.percent;
  return (
    Math.abs(after.percent - before.percent) >= WORTH_WRITING.percent ||
    after.at - before.at >= WORTH_WRITING.afterMs
  );
}
