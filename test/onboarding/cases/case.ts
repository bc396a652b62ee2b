import type { ReasonCode } from '../../../src/onboarding/reasons.js';
import type { Decision } from '../../../src/onboarding/sentence.js';
import type { Step } from '../../../src/onboarding/step.js';
import type { Parts } from '../world.js';

/** One line of the table: the row that answers, what is observed, the world, and the answer. */
export type Case = readonly [
  row: string,
  observed: string,
  world: Parts,
  step: Step['kind'],
  reason: ReasonCode,
  more?: Expected,
];

/** What else the answer holds. */
export interface Expected {
  readonly step?: Record<string, unknown>;
  readonly slots?: Decision['slots'];
  readonly keepStage?: boolean;
}

export const until = (at: number): Expected => ({ step: { until: at } });
export const every = (cadence: string): Expected => ({ step: { cadence } });
