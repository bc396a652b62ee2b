import { deadlineOf } from './deadline.js';
import { waitingOn } from './explain.js';
import { nextDelay, PARK_FROM } from './schedule.js';
import type { Decision } from './sentence.js';
import type { Standing } from './settle.js';
import type { Ending, RemoteStep } from './step.js';
import type { World } from './world.js';

/** What a run does after a turn: a wait has its length, and one that is worth no open run ends it. */
export type PlannedStep =
  | RemoteStep
  | { readonly kind: 'wait'; readonly delayMs: number }
  | { readonly kind: 'end'; readonly ending: Ending };

export interface Plan {
  readonly step: PlannedStep;
  /** When the number is looked at next, ms. */
  readonly nextCheckAt: number;
}

/** What a plan depends on beside the world. */
export interface PlanInputs {
  /** In [-1, 1]. */
  readonly jitter: number;
  readonly usagePercent: number | null;
  /** When the sweep looks at the number's WABA, ms: no run polls a live number. */
  readonly nextSweepAt: number;
}

/** Turns a decision into what the run does next and when the number is looked at again. Pure. */
export function planWait(
  world: World,
  decision: Decision,
  standing: Standing,
  { jitter, usagePercent, nextSweepAt }: PlanInputs,
): Plan {
  const { at, pace } = world;
  const { step } = decision;
  // A deadline is told of in time, however rarely the number is looked at by then.
  const warnAt = deadlineOf(world)?.warnAt ?? null;
  const toldAt = warnAt !== null && warnAt > at ? warnAt : null;
  if (step.kind === 'end') {
    const { ending, until = null } = step;
    const known = [until, toldAt].filter((instant) => instant !== null && instant > at);
    return {
      step: { kind: 'end', ending },
      nextCheckAt: Math.min(nextSweepAt, ...(known as number[])),
    };
  }
  if (step.kind !== 'wait') return { step, nextCheckAt: at };

  const { delayMs, unpacedMs } = nextDelay({
    cadence: step.cadence,
    at,
    since: beganAt(step.cadence, world, standing),
    wroteAt: lastChange(world),
    times: world.memory.unreadable?.times ?? 1,
    until: earliest(earliest(step.until, standing.graceEndsAt), toldAt),
    pace,
    jitter,
    usagePercent,
  });
  const awaited = waitingOn(decision);
  const parks = unpacedMs >= PARK_FROM && (awaited === 'operator' || awaited === 'customer');
  return {
    step: parks ? { kind: 'end', ending: 'parked' } : { kind: 'wait', delayMs },
    nextCheckAt: at + delayMs,
  };
}

/** When the situation began whose age picks the delay, ms. */
function beganAt(
  cadence: string,
  { memory }: World,
  { stageSince, reasonSince }: Standing,
): number {
  if (cadence === 'activating') return stageSince;
  // A name that was changed begins its review anew, however long the stage has lasted.
  if (cadence === 'name_review') return Math.max(stageSince, memory.name?.changedAt ?? 0);
  return reasonSince;
}

/** The last change that may still show: a write of ours, but no refused attempt, whose answer is its effect; or one that a webhook told of. */
function lastChange({ ledger, memory }: World): number | null {
  const newest = ledger.registers[0];
  const changes = [
    newest !== undefined && newest.outcome !== 'refused' ? newest.startedAt : null,
    memory.subscribe?.outcome === 'accepted' ? memory.subscribe.lastAt : null,
    memory.override?.outcome === 'accepted' ? memory.override.lastAt : null,
    memory.pinReplace?.outcome === 'accepted' ? memory.pinReplace.lastAt : null,
    memory.code?.verifiedAt ?? null,
    memory.hintedAt ?? null,
  ].filter((instant) => instant !== null);
  return changes.length === 0 ? null : Math.max(...changes);
}

const earliest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
