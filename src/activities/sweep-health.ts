import { log } from '@temporalio/activity';
import { SECOND } from '../onboarding/duration.js';
import { claimSweeps, finishSweep, type ClaimedSweep } from '../store/sweeps.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';
import { sweepWaba } from './sweep-waba.js';

/** WABAs of one activity, and how many of them at once. */
const BATCH = 40;
const AT_ONCE = 4;
/** Longer than a batch can take: three reads of ten seconds for each of ten WABAs in a row. */
const LEASE = 360 * SECOND;
/** What failed for a reason of our own is looked at again after this. */
const AFTER_A_FAILURE = 300 * SECOND;

export interface SweepInput {
  /** The workflow's clock, ms. */
  readonly at: number;
}

/** What a sweep came to, for people who look at it in Temporal Web. */
export interface SweepReport {
  readonly wabas: number;
  readonly numbers: number;
  readonly woken: number;
  readonly failed: number;
  /** There may be further WABAs that are due. */
  readonly more: boolean;
}

type Deps = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter' | 'calls'>;

/** Sweeps the WABAs that are due, a batch of them. One that fails never holds up another. */
export async function sweepHealth(
  deps: Deps,
  { at }: SweepInput,
  onFailure: (wabaId: string, error: unknown) => void,
): Promise<SweepReport> {
  const now = clockFrom(at);
  const claims = await claimSweeps(deps.db, { at, leaseMs: LEASE, limit: BATCH });
  const report = { wabas: claims.length, numbers: 0, woken: 0, failed: 0 };
  const queue = claims.values();
  const work = async (): Promise<void> => {
    for (const claim of queue) {
      const swept = await sweepOne(deps, claim, now, onFailure);
      report.numbers += swept.numbers;
      report.woken += swept.woken;
      report.failed += swept.failed ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { ...report, more: claims.length === BATCH };
}

async function sweepOne(
  deps: Deps,
  claim: ClaimedSweep,
  now: () => number,
  onFailure: (wabaId: string, error: unknown) => void,
): Promise<Awaited<ReturnType<typeof sweepWaba>>> {
  try {
    return await sweepWaba(deps, claim, now());
  } catch (error) {
    onFailure(claim.wabaId, error);
    const at = now();
    // Should that fail too, the lease runs out.
    await finishSweep(deps.db, {
      ...claim,
      at,
      nextSweepAt: at + AFTER_A_FAILURE * deps.settings.pace,
      error: { failures: 1, message: 'The sweep itself failed; the worker’s log says why.' },
    }).catch((later: unknown) => onFailure(claim.wabaId, later));
    return { numbers: 0, woken: 0, failed: true };
  }
}

/** The activity of the workflow `watchHealth`. */
export const makeSweepHealth =
  (deps: Dependencies) =>
  (input: SweepInput): Promise<SweepReport> =>
    heartbeating(() =>
      sweepHealth(deps, input, (wabaId, error) =>
        log.error('a WABA could not be swept', { waba_id: wabaId, error }),
      ),
    );
