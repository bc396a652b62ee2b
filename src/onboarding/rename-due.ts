import { DEADLINE_DAYS } from './deadline.js';
import { DAY, MINUTE } from './duration.js';
import { gate } from './gate.js';
import { unspentRefusal } from './refusals.js';
import { hasPinProblem, mayReplacePin } from './rules/pin.js';
import { isRenameApproved, type Seen } from './situation.js';

/** Approved, within its 14 days, and not registered under since. Source: facts/meta.md §2.2. */
export function renameWaits({ node, memory, ledger, at }: Seen): boolean {
  if (!isRenameApproved(node)) return false;
  const approvedAt = memory.renameApprovedAt ?? at;
  return (
    at - approvedAt < DEADLINE_DAYS &&
    !ledger.registers.some(
      ({ outcome, startedAt }) => outcome === 'accepted' && startedAt >= approvedAt,
    )
  );
}

/** When a rename that waits is registered by itself, ms; what has passed is now. Null: not before a person did something about the PIN. */
export function renameDueAt(world: Seen): number | null {
  if (hasPinProblem(world)) return mayReplacePin(world) ? world.at : null;
  const { memory, ledger, at, pace } = world;
  const [newest] = ledger.registers;
  const isLost =
    newest?.outcome === 'unknown' && newest.startedAt >= (memory.renameApprovedAt ?? at);
  const refused = unspentRefusal(world);
  const state = gate(world);
  return Math.max(
    at,
    state.open ? at : state.opensAt,
    isLost ? newest.startedAt + 10 * MINUTE * pace : at,
    refused === null ? at : refused.startedAt + DAY * pace,
  );
}
