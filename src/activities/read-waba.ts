import { isDeepStrictEqual } from 'node:util';
import { MINUTE, SECOND } from '../onboarding/duration.js';
import { isSame } from '../onboarding/drift.js';
import { numbersToKeepLive } from '../store/onboarding-numbers.js';
import { claimSweep, finishSweep } from '../store/sweeps.js';
import type { NumberRow } from '../store/tables.js';
import { askForWabaRead, type WabaKey } from '../store/waba-reads.js';
import { requestCoalescedWakes } from '../store/wakeups.js';
import { lockNumbers } from '../store/webhook-numbers.js';
import { WABA_EVENT } from '../webhooks/drain/wake-reasons.js';
import { callsInBackgroundFrom } from './background-calls.js';
import type { Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';
import { lookAtWaba, recordLook, type LookedAt } from './look-at-waba.js';
import { openWaba } from './number-session.js';

/** A read may show a change so much later than the webhook that tells of it. Meta's time, not ours: pace does not shorten it. */
const SHOWN_WITHIN = 90 * SECOND;
/** Longer than the read of a WABA takes. */
const LEASE = 6 * MINUTE;
/** Nothing showed at the first look. */
const CONFIRM = 'confirm';

export interface ReadWabaInput extends WabaKey {
  /** The workflow's clock, ms. */
  readonly at: number;
  /** Why it is read. */
  readonly why: readonly string[];
}

/** What the read of a WABA came to, for people who look at it in Temporal Web. */
export interface ReadWabaReport {
  readonly numbers: number;
  readonly woken: number;
}

type Deps = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter' | 'calls'>;

/**
 * Reads a WABA once because Meta told something about it, and wakes those of its numbers that are otherwise than their last turn left them;
 * that one read serves their turns. Where nothing showed, and where Meta could not be asked, one further read is asked for.
 */
export async function readWaba(
  deps: Deps,
  { accountId, wabaId, at: askedAt, why }: ReadWabaInput,
): Promise<ReadWabaReport> {
  const { db } = deps;
  const key = { accountId, wabaId };
  const numbers = await numbersToKeepLive(db, key);
  if (numbers.length === 0) return { numbers: 0, woken: 0 };
  const session = await openWaba(deps, key, askedAt);
  // Meta would only refuse: the token watch sees to it.
  if (session.token.refused !== null) return { numbers: numbers.length, woken: 0 };
  // The clock that the event was noted by may be ahead of the workflow's.
  const at = Math.max(askedAt, session.waba.nodes_read_at?.getTime() ?? 0);
  const allowedAt = await callsInBackgroundFrom(deps, session, at);
  if (allowedAt > at) {
    await askForWabaRead(db, key, { reason: WABA_EVENT, at: allowedAt });
    return { numbers: numbers.length, woken: 0 };
  }

  const claim = await claimSweep(db, key, { at, leaseMs: LEASE });
  const look = await lookAtWaba(deps, session, { numbers, at, factsEvery: 0 });
  const changed = look.isUnreadable ? [] : look.numbers.filter(hasChanged);
  await wakeAll(
    deps,
    changed.map(({ number }) => number),
    at,
  );
  for (const one of look.numbers)
    if (one.number.stage === 'live' && !changed.includes(one))
      await recordLook(deps, session, one, look.nextSweepAt);
  if (claim !== null)
    await finishSweep(db, {
      ...claim,
      at,
      nextSweepAt: look.nextSweepAt,
      error: look.failure === null ? null : { failures: look.failures, message: look.failure },
    });
  if (look.isUnreadable)
    await askForWabaRead(db, key, { reason: WABA_EVENT, at: look.nextSweepAt });
  else if (changed.length === 0 && why.some((reason) => reason !== CONFIRM))
    await askForWabaRead(db, key, { reason: CONFIRM, at: at + SHOWN_WITHIN });
  return { numbers: numbers.length, woken: changed.length };
}

/** By what Meta shows of it, or by what follows from the event and the WABA itself. */
function hasChanged({ number, conclusion, verdict }: LookedAt): boolean {
  const { world, decision, conditions } = conclusion;
  const { node } = world.observation;
  return (
    (node.kind === 'known' && !isDeepStrictEqual(node.value, number.node)) ||
    decision.reason !== number.reason ||
    !isSame(conditions, number.conditions) ||
    verdict.kind === 'wake'
  );
}

async function wakeAll(
  { db }: Pick<Deps, 'db'>,
  numbers: readonly NumberRow[],
  at: number,
): Promise<void> {
  if (numbers.length === 0) return;
  const ids = numbers.map(({ id }) => id);
  await db.transaction().execute(async (tx) => {
    await lockNumbers(tx, ids);
    await requestCoalescedWakes(tx, ids, { reason: WABA_EVENT, at, isDue: true });
  });
}

/** The activity of the workflow `watchWaba`. */
export const makeReadWaba =
  (deps: Dependencies) =>
  (input: ReadWabaInput): Promise<ReadWabaReport> =>
    heartbeating(() => readWaba(deps, input));
