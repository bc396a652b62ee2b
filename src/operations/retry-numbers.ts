import { listNumberViews, type NumberCursor } from '../store/number-lists.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem, type ProblemCode } from './problem.js';
import { retryNumber } from './retry-number.js';

/** What became of a consent for many. */
export interface RetryCounts {
  readonly matched: number;
  readonly accepted: number;
  readonly refused: { readonly id: string; readonly code: ProblemCode }[];
}

const BATCH = 100;

/** Consents to one attempt for every number of the account with one of these reasons. The reserved two of a number are never spent so. */
export async function retryNumbers(
  actor: Actor,
  reasons: readonly string[],
  deps: Dependencies,
): Promise<RetryCounts> {
  requireScope(actor, 'operate');
  const refused: RetryCounts['refused'] = [];
  let matched = 0;
  let after: NumberCursor | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof listNumberViews>> = await listNumberViews(
      deps.db,
      actor.accountId,
      { reasons },
      { order: 'newest', after, limit: BATCH },
    );
    for (const { phone_number_id: id } of page) {
      const code = await refusalOf(() =>
        retryNumber(actor, id, { confirmAttemptsLeft: undefined }, deps),
      );
      if (code !== null) refused.push({ id, code });
    }
    matched += page.length;
    const last = page.at(-1);
    if (page.length < BATCH || last === undefined) break;
    after = { rank: last.rank, at: last.created_at, id: last.id };
  }
  return { matched, accepted: matched - refused.length, refused };
}

async function refusalOf(work: () => Promise<unknown>): Promise<ProblemCode | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
