import { HOUR } from '../state/clock.js';
import type { Switches } from '../scenarios/switches.js';
import type { Attempt, AttemptWindow } from '../state/phone-number.js';

const WINDOW = 72 * HOUR;
const LIMIT = 10;

/** An empty window. */
export function makeAttemptWindow(): AttemptWindow {
  return { attempts: [], blocked_until: undefined };
}

/** Requests that count at `now`: refused ones too, those a block turned away not. Source: facts/meta.md §1.17. */
export function attemptsUsed({ attempts }: AttemptWindow, now: number): number {
  return attempts.filter(({ at, outcome }) => outcome !== 'blocked' && at > now - WINDOW).length;
}

/** Whether Meta lets one more request in: the 11th in 72 h is turned away and blocks the next 72 h. Source: facts/meta.md §1.17. */
export function admits(
  window: AttemptWindow,
  now: number,
  triesDuringBlock: Switches['tries_during_block'],
): boolean {
  if (window.blocked_until !== undefined && now < window.blocked_until) {
    if (triesDuringBlock === 'extend_it') window.blocked_until = now + WINDOW;
    return false;
  }
  if (attemptsUsed(window, now) < LIMIT) return true;
  window.blocked_until = now + WINDOW;
  return false;
}

/** Writes down what became of a request. Kept for the control side long after it stops counting. */
export function recordAttempt(window: AttemptWindow, attempt: Attempt): void {
  window.attempts.push(attempt);
}
