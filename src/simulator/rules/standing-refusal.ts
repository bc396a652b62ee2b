import { refusal, type GraphRefusal } from '../graph/refusal.js';
import type { PhoneNumber } from '../state/phone-number.js';

/** Where in the order of checks a refusal stands: 133006 comes before the PIN, the rest after it. Source: facts/meta.md §8.2. */
export type RefusalPlace = 'before_pin' | 'after_pin';

/** The scenario's own reason to refuse `register` now, counted when it is given. Source: facts/meta.md §2.3, §3.2. */
export function standingRefusal(
  number: PhoneNumber,
  now: number,
  wanted: RefusalPlace,
): GraphRefusal | undefined {
  const age = now - number.added_at;
  for (const [index, row] of number.behaviour.refusals.entries()) {
    const place = row.answer === 'verification_needed' ? 'before_pin' : 'after_pin';
    if (place !== wanted) continue;
    const given = number.refusals_given[index] ?? 0;
    if (row.from_ms !== undefined && age < row.from_ms) continue;
    if (row.until_ms !== undefined && age >= row.until_ms) continue;
    if (row.times !== undefined && given >= row.times) continue;
    if (row.until !== undefined && number.done.has(row.until)) continue;
    number.refusals_given[index] = given + 1;
    return refusal(row.answer);
  }
  return undefined;
}
