import { DAY } from './duration.js';
import { isRegistered, seen } from './situation.js';
import type { World } from './world.js';

/** Meta: "must be registered within 14 days of finishing the flow", and again within 14 days of an approved rename. Source: facts/meta.md §2.2. */
export const DEADLINE_DAYS = 14 * DAY;
/** Day 10: late enough to be worth a word, early enough to act. */
const WARNING = 4 * DAY;

/** By when Meta wants the number registered, and after what. Instants in ms. */
export interface Deadline {
  readonly after: 'signup' | 'rename';
  readonly at: number;
  /** When people are told that it is near. */
  readonly warnAt: number;
}

/** The deadline that runs now; null where none does, or a registration has met it. */
export function deadlineOf(world: World): Deadline | null {
  const { number, memory, ledger } = world;
  const node = seen(world)?.node;
  const registered = node === undefined ? null : isRegistered(node);
  const approvedAt = memory.renameApprovedAt;
  if (approvedAt !== undefined && registered !== false) {
    const isMet = ledger.registers.some(
      ({ outcome, startedAt }) => outcome === 'accepted' && startedAt >= approvedAt,
    );
    // Some nodes go on showing the new name after the registration that took it over.
    if (!isMet) return deadline('rename', approvedAt);
  }
  const isRunning = number.signedUpAt !== null && number.liveAt === null && registered !== true;
  return isRunning && number.signedUpAt !== null ? deadline('signup', number.signedUpAt) : null;
}

const deadline = (after: Deadline['after'], from: number): Deadline => ({
  after,
  at: from + DEADLINE_DAYS,
  warnAt: from + DEADLINE_DAYS - WARNING,
});
