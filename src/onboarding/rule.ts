import type { Cadence } from './schedule.js';
import { seen, type Seen } from './situation.js';
import type { otherWords, stepStrings } from './reason-strings.js';
import type { ReasonCode } from './reasons.js';
import type { Ending, RemoteStep, Step } from './step.js';
import type { World } from './world.js';

/** Values for the slots of a sentence; what is left out gets its fallback. */
export type Slots = Readonly<Record<string, string>>;

/** What a rule answers. */
export interface Answer {
  readonly step: Step;
  readonly reason: ReasonCode;
  readonly slots: Slots;
  /** Other words than the reason's own. */
  readonly words?: keyof typeof otherWords;
  /** The stage stays as it is whatever the reason's heading says. */
  readonly keepStage: boolean;
}

/** A row of the decision table (design/onboarding.md §3): a name, a question, an answer. */
export interface Rule {
  readonly name: string;
  readonly when: (world: World) => boolean;
  readonly then: (world: World) => Answer;
}

/** A rule that needs to see the node; it never matches while Meta does not show it. */
export function seenRule(rule: {
  readonly name: string;
  readonly when: (world: Seen) => boolean;
  readonly then: (world: Seen) => Answer;
}): Rule {
  return {
    name: rule.name,
    when: (world) => {
      const known = seen(world);
      return known !== null && rule.when(known);
    },
    then: (world) => {
      const known = seen(world);
      if (known === null) throw new Error(`rule ${rule.name} answered without a node`);
      return rule.then(known);
    },
  };
}

/** Wait in this rhythm, but never past a known instant. */
export const wait = (
  reason: ReasonCode,
  cadence: Cadence,
  {
    until = null,
    slots = {},
    words,
  }: { until?: number | null; slots?: Slots; words?: Answer['words'] | undefined } = {},
): Answer => ({
  step: { kind: 'wait', cadence, until },
  reason,
  slots,
  keepStage: false,
  ...(words === undefined ? {} : { words }),
});

/** Do one thing at Meta, and say so. */
export const act = (
  step: RemoteStep,
  doing: keyof typeof stepStrings,
  { keepStage = true }: { keepStage?: boolean } = {},
): Answer => ({ step, reason: 'in_progress', slots: { step: doing }, keepStage });

export const end = (
  ending: Exclude<Ending, 'parked'>,
  reason: ReasonCode,
  slots: Slots = {},
  until: number | null = null,
): Answer => ({
  step: until === null ? { kind: 'end', ending } : { kind: 'end', ending, until },
  reason,
  slots,
  keepStage: false,
});
