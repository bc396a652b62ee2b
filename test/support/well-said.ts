import { expect } from 'vitest';
import type { Explanation } from '../../src/onboarding/explanation.js';

/** A slot that was not filled, or filled with nothing. */
const EMPTY_SLOT = /[{}]|""|\(\)|\b(?:null|undefined|NaN|Invalid Date)\b| {2}| [.,;:]/;

interface Said {
  readonly onboarding: Explanation;
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
}

/** What every explanation promises, whenever it is read: whole sentences, a next look, and buttons that say what they cost or why not. */
export function expectWellSaid({ onboarding, conditions }: Said): void {
  const { reason, stage, next_actions: actions } = onboarding;
  for (const sentence of [onboarding.explanation, onboarding.action])
    expect(sentence, `the sentence of ${reason}`).not.toMatch(EMPTY_SLOT);
  for (const { type, message } of conditions)
    expect(message, `the message of ${type}`).not.toMatch(EMPTY_SLOT);

  expect(onboarding.next_check_at === null, `next look of ${reason}`).toBe(stage === 'closed');
  if (onboarding.waiting_on === 'none') expect(['live', 'closed']).toContain(stage);
  if (onboarding.action.startsWith('Nothing to do')) expect(actions[0]?.id).not.toBe('retry');
  for (const { id, allowed, why_not: whyNot, spends } of actions) {
    expect(whyNot === null, `why ${id} may not be pressed at ${reason}`).toBe(allowed);
    if (id === 'retry' && allowed) expect(spends).toMatch(/^1 of \d+ attempts left/);
  }
}
