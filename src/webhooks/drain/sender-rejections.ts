import type { Connection } from '../../store/database.js';
import { requestCoalescedWakes } from '../../store/wakeups.js';
import { lockNumbers, patchMemories, type MemoryPatch } from '../../store/webhook-numbers.js';
import type { StatusElement } from './element.js';
import { errorCodesOf } from './error-codes.js';
import type { Routes } from './routes.js';
import { META_EVENT } from './wake-reasons.js';

/** "Not registered", whatever the node shows: the number must be registered again. Source: facts/meta.md §2.5, §3.2. */
const UNREGISTERED: readonly number[] = [131045, 133010];

/**
 * Remembers that a number's messages are refused as from an unregistered one, and forgets it once one sent later left; both wake the number,
 * whose turn decides. Statuses come in any order: only a newer one changes what is known.
 */
export async function noteSenders(
  tx: Connection,
  statuses: readonly StatusElement[],
  routes: Routes,
  at: number,
): Promise<void> {
  const outcomes = statuses.flatMap((status) => {
    const number = routes.numberOf(status.phoneNumberId);
    if (number === undefined) return [];
    if (errorCodesOf(status).some((code) => UNREGISTERED.includes(code)))
      return [{ id: number.id, at: status.at, isRejected: true }];
    // Nearly every number was never refused: then there is nothing to forget.
    return status.status === 'sent' && status.at > (number.senderRejectedAt ?? Infinity)
      ? [{ id: number.id, at: status.at, isRejected: false }]
      : [];
  });
  if (outcomes.length === 0) return;

  const locked = await lockNumbers(tx, [...new Set(outcomes.map(({ id }) => id))]);
  const patches = new Map<string, MemoryPatch>();
  for (const outcome of outcomes.toSorted((one, other) => one.at - other.at)) {
    const known = locked.get(outcome.id)?.memory.senderRejectedAt ?? -Infinity;
    if (outcome.at <= known) continue;
    patches.set(outcome.id, {
      numberId: outcome.id,
      keys: outcome.isRejected ? { senderRejectedAt: outcome.at } : {},
      forgets: outcome.isRejected ? null : 'senderRejectedAt',
    });
  }
  await patchMemories(tx, [...patches.values()]);
  await requestCoalescedWakes(tx, [...patches.keys()], { reason: META_EVENT, at, isDue: false });
}
