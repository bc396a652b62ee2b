import { refusal, type GraphRefusal } from '../graph/refusal.js';
import type { PhoneNumber } from '../state/phone-number.js';

/** The scenario's own reason to refuse `register` now, counted when it is given. Source: facts/meta.md §2.3, §3.2. */
export function standingRefusal(number: PhoneNumber, now: number): GraphRefusal | undefined {
  const age = now - number.added_at;
  for (const [place, row] of number.behaviour.refusals.entries()) {
    const given = number.refusals_given[place] ?? 0;
    if (row.from_ms !== undefined && age < row.from_ms) continue;
    if (row.until_ms !== undefined && age >= row.until_ms) continue;
    if (row.times !== undefined && given >= row.times) continue;
    if (row.until !== undefined && number.done.has(row.until)) continue;
    number.refusals_given[place] = given + 1;
    return refusal(row.answer);
  }
  return undefined;
}
