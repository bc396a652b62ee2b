import type { Condition } from './conditions.js';
import { MINUTE } from './duration.js';
import type { Decision } from './sentence.js';
import { stageOf, type Stage } from './stage.js';
import type { World } from './world.js';

/** A live number leaves `live` only after this long of known trouble. */
const GRACE = 2 * MINUTE;
const LIVE_CONDITIONS: readonly Condition['type'][] = [
  'registered',
  'connected',
  'webhooks_effective',
];

/** Where the number stands after this turn. */
export interface Standing {
  readonly stage: Stage;
  readonly stageSince: number;
  readonly reasonSince: number;
  /** Set while a live number shows trouble that may pass; the next look comes before the grace ends. */
  readonly leavingLive: { readonly since: number } | undefined;
  readonly graceEndsAt: number | null;
}

/** The stage follows from the reason's heading; `live` is left only when trouble is known twice, two minutes apart. */
export function settle(
  world: World,
  decision: Decision,
  conditions: readonly Condition[],
): Standing {
  const { number, memory, at, pace } = world;
  const target = decision.keepStage ? number.stage : (stageOf(decision.reason) ?? number.stage);
  const leaves = number.stage === 'live' && target !== 'live' && target !== 'closed';
  const troubled = conditions.some(
    ({ type, status }) => LIVE_CONDITIONS.includes(type) && status === 'not_met',
  );
  // Nothing between (a read that failed, a repair under way) takes the trouble back; only seeing all three met does.
  const isHealthy = LIVE_CONDITIONS.every((type) =>
    conditions.some((condition) => condition.type === type && condition.status === 'met'),
  );
  const since = memory.leavingLive?.since ?? at;
  const graceEndsAt = since + GRACE * pace;
  const mayLeave = !leaves || (troubled && memory.leavingLive !== undefined && at >= graceEndsAt);
  const stage = mayLeave ? target : number.stage;
  const waits = leaves && !mayLeave && troubled;
  // An act in between (registering, a repair) is not a change of mind: the reason before it goes on.
  const settled = memory.settled;
  return {
    stage,
    stageSince: stage === number.stage ? number.stageSince : at,
    reasonSince:
      decision.reason === number.reason
        ? number.reasonSince
        : settled?.reason === decision.reason && number.reason === 'in_progress'
          ? settled.since
          : at,
    leavingLive:
      stage !== 'live' || isHealthy ? undefined : troubled ? { since } : memory.leavingLive,
    graceEndsAt: waits ? graceEndsAt : null,
  };
}
