import type { ShownNumber } from '../api/schemas/number.js';

/** Numbers that need the same thing done. */
export interface AttentionGroup {
  /** The action, as its button says it. */
  readonly title: string;
  /** Its id; null where nothing can be pressed. */
  readonly actionId: string | null;
  readonly numbers: readonly ShownNumber[];
}

/** Groups by what somebody must do, in the order in which the first of each comes; their order within a group stays. Pure. */
export function groupByAction(numbers: readonly ShownNumber[]): AttentionGroup[] {
  const groups = new Map<string, { actionId: string | null; numbers: ShownNumber[] }>();
  for (const number of numbers) {
    const [best] = number.onboarding.next_actions;
    // Looking again, or opening Meta's page, is not what is done: where the customer must act elsewhere, that is the heading.
    const isElsewhere =
      number.onboarding.waiting_on === 'customer' &&
      (best?.id === 'check' || best?.id === 'open_meta');
    const action = isElsewhere ? undefined : best;
    const title = action?.label ?? number.onboarding.action.replace(/\.$/, '');
    const group = groups.get(title) ?? { actionId: action?.id ?? null, numbers: [] };
    group.numbers.push(number);
    groups.set(title, group);
  }
  return [...groups].map(([title, group]) => ({ title, ...group }));
}
