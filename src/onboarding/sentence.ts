import { instant } from './instant.js';
import {
  otherWords,
  reasonStrings,
  slotFallbacks,
  stepStrings,
  type ReasonStrings,
} from './reason-strings.js';
import type { Answer } from './rule.js';
import { seen } from './situation.js';
import { untilOf } from './step.js';
import type { World } from './world.js';

/** What one row answered, and which row it was. */
export interface Decision extends Answer {
  readonly rule: string;
}

/** The words of a decision: its reason's own, but for those that others stand in for. */
export const wordsOf = ({ reason, words }: Decision): ReasonStrings =>
  words === undefined ? reasonStrings[reason] : { ...reasonStrings[reason], ...otherWords[words] };

/** Fills every slot of a sentence: with the rule's own value, one that any sentence may use, or the fallback. None stays empty. */
export function fillSlots(sentence: string, world: World, decision: Decision): string {
  const values = { ...common(world, decision), ...decision.slots };
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'step' ? stepText(values['step']) : values[name];
    return value === undefined || value.trim() === ''
      ? (slotFallbacks[name] ?? 'unknown')
      : value.trim();
  });
}

const stepText = (step: string | undefined): string =>
  stepStrings[(step ?? 'reading') as keyof typeof stepStrings] ?? stepStrings.reading;

function common(world: World, decision: Decision): Record<string, string> {
  const { number, observation } = world;
  const node = seen(world)?.node;
  const { step } = decision;
  const known = untilOf(step);
  const until = known === null ? '' : instant(known);
  return {
    id: number.phoneNumberId,
    number: node?.displayPhoneNumber ?? '',
    name: node?.newDisplayName ?? node?.verifiedName ?? '',
    name_status: node?.newNameStatus ?? node?.nameStatus ?? '',
    until,
    since: instant(observation.node.readAt),
    url: number.wantedCallback ?? number.ourAppCallback,
  };
}
