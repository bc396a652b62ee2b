import type { Explanation } from '../onboarding/explanation.js';
import type { Connection } from './database.js';
import type { NumberRow } from './tables.js';

/** Moves a number's next look to `at` (ms) without one now, unless a turn was recorded since the row was read; returns the explanation as it is then. */
export async function postponeCheck(
  db: Connection,
  { id, turn_no: turnNo, explanation }: Pick<NumberRow, 'id' | 'turn_no' | 'explanation'>,
  at: number,
): Promise<Explanation> {
  const postponed = { ...explanation, next_check_at: new Date(at).toISOString() };
  await db
    .updateTable('numbers')
    .set({ next_check_at: new Date(at), explanation: JSON.stringify(postponed) })
    .where('id', '=', id)
    .where('turn_no', '=', turnNo)
    .where('released_at', 'is', null)
    .execute();
  return postponed;
}
