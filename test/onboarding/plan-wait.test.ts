import { expect, test } from 'vitest';
import { conditionsOf } from '../../src/onboarding/conditions.js';
import { decide } from '../../src/onboarding/decide.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { planWait, type PlannedStep } from '../../src/onboarding/plan-wait.js';
import { settle } from '../../src/onboarding/settle.js';
import * as w from './world.js';

function planned(parts: w.Parts): PlannedStep {
  const world = w.makeWorld(parts);
  const decision = decide(world);
  const standing = settle(world, decision, conditionsOf(world, decision, []));
  const inputs = { jitter: 0, usagePercent: null, nextSweepAt: w.AT + HOUR };
  return planWait(world, decision, standing, inputs).step;
}

const inReview = (memory: object = {}): w.Parts => ({
  node: w.IN_REVIEW,
  registers: [w.refused('name_not_ready', HOUR)],
  number: { stage: 'name_review', stageSince: w.AT - 5 * DAY },
  memory,
});

test('a review of five days is looked at every three hours', () => {
  expect(planned(inReview())).toEqual({ kind: 'wait', delayMs: 3 * HOUR });
});

test.each([
  [0, 5 * SECOND],
  [5 * SECOND, 15 * SECOND],
  [20 * SECOND, 30 * SECOND],
  [5 * MINUTE, 3 * HOUR],
])(
  '%i ms after a webhook about it, reads that still lag are repeated after %i ms',
  (ago, delayMs) => {
    expect(planned(inReview({ hintedAt: w.AT - ago }))).toEqual({ kind: 'wait', delayMs });
  },
);
