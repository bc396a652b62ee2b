import { conditionsOf, type Condition } from './conditions.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import type { Explanation } from './explanation.js';
import type { Memory } from './memory.js';
import { planWait, type Plan, type PlanInputs } from './plan-wait.js';
import { remember } from './remember.js';
import type { Decision } from './sentence.js';
import { settle, type Standing } from './settle.js';
import type { World } from './world.js';

/** Everything that follows from one look at a number. */
export interface Conclusion {
  /** With what this look added to the memory. */
  readonly world: World;
  readonly remembered: ReturnType<typeof remember>;
  readonly decision: Decision;
  readonly conditions: readonly Condition[];
  readonly standing: Standing;
  readonly plan: Plan;
  readonly explanation: Explanation;
}

/** What a look means: remembered, decided, settled, planned and explained, in this order. Pure; turns and sweeps conclude alike. */
export function conclude(
  seenWorld: World,
  { before, wokenBy, ...inputs }: PlanInputs & { before: readonly Condition[]; wokenBy: string },
): Conclusion {
  const remembered = remember(seenWorld);
  const world: World = { ...seenWorld, memory: { ...seenWorld.memory, ...remembered } as Memory };
  const decision = decide(world);
  const conditions = conditionsOf(world, decision, before);
  const standing = settle(world, decision, conditions);
  const plan = planWait(world, decision, standing, inputs);
  const nextCheckAt = standing.stage === 'closed' ? null : plan.nextCheckAt;
  const explanation = explain(world, decision, { ...standing, nextCheckAt, wokenBy });
  return { world, remembered, decision, conditions, standing, plan, explanation };
}
