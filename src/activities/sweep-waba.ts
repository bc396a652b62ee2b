import { FACTS_EVERY } from '../onboarding/sweep-schedule.js';
import { liveNumbersOf } from '../store/onboarding-numbers.js';
import { postponeCheck } from '../store/postpone-check.js';
import { finishSweep, putOffSweep, type ClaimedSweep } from '../store/sweeps.js';
import { callsInBackgroundFrom } from './background-calls.js';
import type { Dependencies } from './dependencies.js';
import { lookAtWaba, recordLook } from './look-at-waba.js';
import { openWaba } from './number-session.js';

type Deps = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter' | 'calls'>;

/** What a sweep of one WABA came to. */
export interface SweptWaba {
  readonly numbers: number;
  readonly woken: number;
  /** Meta did not say how its numbers are. */
  readonly failed: boolean;
}

const NOT_SWEPT: SweptWaba = { numbers: 0, woken: 0, failed: false };

/**
 * Looks at every live number of a WABA with one list read, keeps what changed, and asks for a turn where one is due. It writes nothing at
 * Meta: what is to be done is for the numbers' own runs. Never throws for what Meta does.
 */
export async function sweepWaba(deps: Deps, claim: ClaimedSweep, at: number): Promise<SweptWaba> {
  const { db } = deps;
  const numbers = await liveNumbersOf(db, claim);
  if (numbers.length === 0) {
    await putOffSweep(db, claim, null);
    return NOT_SWEPT;
  }
  const session = await openWaba(deps, claim, at);
  const allowedAt = await callsInBackgroundFrom(deps, session, at);
  if (allowedAt > at) {
    for (const number of numbers) await postponeCheck(db, number, allowedAt);
    await putOffSweep(db, claim, allowedAt);
    return NOT_SWEPT;
  }
  const look = await lookAtWaba(deps, session, { numbers, at, factsEvery: FACTS_EVERY });
  let woken = 0;
  for (const one of look.numbers)
    if (await recordLook(deps, session, one, look.nextSweepAt)) woken += 1;
  const { failure: message, failures, nextSweepAt } = look;
  await finishSweep(db, {
    ...claim,
    at,
    nextSweepAt,
    error: message === null ? null : { failures, message },
  });
  return { numbers: numbers.length, woken, failed: message !== null };
}
