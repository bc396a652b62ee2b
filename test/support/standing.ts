import { decide } from '../../src/onboarding/decide.js';
import { HOUR } from '../../src/onboarding/duration.js';
import { explain } from '../../src/onboarding/explain.js';
import type { Explanation } from '../../src/onboarding/explanation.js';
import type { ReasonCode } from '../../src/onboarding/reasons.js';
import { stageOf } from '../../src/onboarding/stage.js';
import { makeWorld, type Parts } from '../onboarding/world.js';

/** How a number explains itself that stands at this reason at `at`, three hours from whatever it waits for. */
export function standingAt(reason: ReasonCode, at: number, parts: Parts = {}): Explanation {
  const world = makeWorld({ at, ...parts });
  const step = { kind: 'wait', cadence: 'person', until: at + 3 * HOUR } as const;
  return explain(
    world,
    { ...decide(world), reason, step },
    {
      stage: stageOf(reason) ?? 'registering',
      stageSince: at - HOUR,
      reasonSince: at - HOUR,
      nextCheckAt: at + HOUR,
      wokenBy: 'timer',
    },
  );
}
