import { isNameInReview } from '../rules/name-review.js';
import { DAY, HOUR, MINUTE, SECOND } from '../state/clock.js';
import type { PhoneNumber } from '../state/phone-number.js';

/** What happens to the number next, by itself or when it is asked; one short sentence. */
export function describeNextEvent(number: PhoneNumber, now: number): string {
  const { node, registrations } = number;
  if (number.activates_at !== undefined) return `Connects ${inTime(number.activates_at - now)}.`;
  if (number.name_decision_at !== undefined && isNameInReview(number)) {
    const outcome = number.behaviour.name_decision === 'APPROVED' ? 'approved' : 'declined';
    return `Its name is ${outcome} ${inTime(number.name_decision_at - now)}.`;
  }
  if (node.platform_type === 'CLOUD_API' && node.status === 'CONNECTED')
    return 'Nothing: it is connected.';
  if (registrations.blocked_until !== undefined && now < registrations.blocked_until) {
    return `Refuses every register; the block ends ${inTime(registrations.blocked_until - now)}.`;
  }
  if (number.guess_lock !== undefined && now < number.guess_lock.until) {
    return `Takes no PIN; the lock ends ${inTime(number.guess_lock.until - now)}.`;
  }
  if (node.code_verification_status === 'NOT_VERIFIED') return 'Waits for its verification code.';
  return number.connected_at === undefined
    ? 'Waits to be registered.'
    : 'Waits to be registered again.';
}

/** A span for people: the largest unit that fits. */
export function inTime(milliseconds: number): string {
  const units = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
    [SECOND, 'second'],
  ] as const;
  for (const [size, name] of units) {
    if (milliseconds < size) continue;
    const count = Math.round((milliseconds / size) * 10) / 10;
    return `in ${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'at once';
}
