import { refusal, type GraphRefusal } from '../graph/refusal.js';
import { HOUR, MINUTE } from '../state/clock.js';
import type { PhoneNumber } from '../state/phone-number.js';

/** Numbers are unpublished; six is from a runbook. Source: facts/meta.md §1.17. */
const GUESSES_BEFORE_LOCK = 6;
const LOCK = 12 * HOUR;
const FAST_GUESSES = 3;
const FAST_LOCK = 5 * MINUTE;

/** Six ASCII digits. Source: facts/meta.md §2.4. */
export function isPin(text: string): boolean {
  return /^[0-9]{6}$/.test(text);
}

/** The refusal while guesses are locked: the time to wait is in `details`, if anywhere. Source: facts/meta.md §3.2 (133008, 133009). */
export function guessLockRefusal(number: PhoneNumber, now: number): GraphRefusal | undefined {
  const lock = number.guess_lock;
  if (lock === undefined || now >= lock.until) return undefined;
  const minutes = Math.ceil((lock.until - now) / MINUTE);
  const advice =
    number.behaviour.lock_time === 'stated'
      ? `Please wait ${minutes} minutes before trying again.`
      : 'Please try again later.';
  return lock.kind === 'too_many'
    ? refusal('too_many_pin_guesses', {
        details: `Too many two-step verification PIN guesses. ${advice}`,
      })
    : refusal('pin_guessed_too_fast', {
        details: `Two-step verification PIN was entered too quickly. ${advice}`,
      });
}

/** Whether this PIN would open the number: the first one always does, since it becomes the PIN. Sources: facts/meta.md §2.4, §0.3. */
export function pinOpens({ behaviour, pin: kept }: PhoneNumber, pin: string): boolean {
  const isCompared = !behaviour.pin_retired && behaviour.register_reply === 'plain';
  return !isCompared || kept === undefined || kept === pin;
}

/** Counts a wrong guess and locks further ones. */
export function countWrongPin(number: PhoneNumber, now: number): void {
  number.wrong_pins += 1;
  if (number.wrong_pins >= GUESSES_BEFORE_LOCK) {
    number.guess_lock = { until: now + LOCK, kind: 'too_many' };
    number.wrong_pins = 0;
  } else if (number.wrong_pins >= FAST_GUESSES) {
    number.guess_lock = { until: now + FAST_LOCK, kind: 'too_fast' };
  }
}

/** Sets or replaces the PIN without the old one; a running lock stays, because its time was promised. Source: facts/meta.md §1.9. */
export function replacePin(number: PhoneNumber, pin: string): void {
  number.pin = pin;
  number.wrong_pins = 0;
  number.node.is_pin_enabled = true;
}
