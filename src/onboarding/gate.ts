import type { FailureClass } from '../graph/failure-class.js';
import { DAY, HOUR, MINUTE } from './duration.js';
import type { Attempt, Ledger } from './ledger.js';
import { inARow, unspentRefusal } from './refusals.js';
import { isRegistered } from './situation.js';
import type { World } from './world.js';

/** Meta: "10 requests per number per 72 hours", failed ones count, the next one blocks for 72 h. Source: facts/meta.md §1.7, §1.17. */
export const ATTEMPT_WINDOW = 72 * HOUR;
export const ATTEMPT_LIMIT = 10;
/** We stop at eight by ourselves: two are kept for a person, and other systems may have made some we cannot see. */
export const AUTOMATIC_LIMIT = 8;
/** A read may lag this long behind an accepted register, so nothing is concluded earlier. Meta's own, never paced. Source: facts/meta.md §0.4.10. */
export const READ_LAG = 90_000;
/** An accepted register that three times did not show needs a person. */
export const UNAPPLIED_LIMIT = 3;

/** The window of one kind of attempt. */
export interface Budget {
  readonly used: number;
  /** When the oldest attempt leaves the window, given that `limit` is reached; null while below it. */
  readonly nextSlotAt: number | null;
}

/** Attempts inside the rolling window at `at`, and when the number of them falls below `limit`. */
export function budget(attempts: readonly Attempt[], at: number, limit: number): Budget {
  const inside = attempts.filter(({ startedAt }) => startedAt > at - ATTEMPT_WINDOW);
  const holding = inside[limit - 1];
  return {
    used: inside.length,
    nextSlotAt: holding === undefined ? null : holding.startedAt + ATTEMPT_WINDOW,
  };
}

/** Why the gate is closed, and until when. */
export type Gate =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly cause: 'attempts' | 'blocked' | 'spaced';
      readonly opensAt: number;
      /** What the spacing waits out; null for the other causes and after an accepted or unknown attempt. */
      readonly class: FailureClass | null;
    };

/** May we register by ourselves now? Order: Meta's block, the window, the spacing after the last attempt. */
export function gate(world: World): Gate {
  const { ledger, at } = world;
  if (ledger.blockedUntil !== null && at < ledger.blockedUntil) {
    return { open: false, cause: 'blocked', opensAt: ledger.blockedUntil, class: null };
  }
  const { nextSlotAt } = budget(ledger.registers, at, AUTOMATIC_LIMIT);
  if (nextSlotAt !== null)
    return { open: false, cause: 'attempts', opensAt: nextSlotAt, class: null };
  const spaced = notBefore(world);
  if (spaced !== null && at < spaced.at) {
    return { open: false, cause: 'spaced', opensAt: spaced.at, class: spaced.class };
  }
  return { open: true };
}

/** What an attempt is waiting out: `class` is null when the last one was accepted or unknown. */
export interface Spacing {
  readonly at: number;
  readonly class: FailureClass | null;
}

const step = (ladder: readonly number[], times: number): number =>
  ladder[Math.min(times, ladder.length) - 1] ?? 0;

/** Before this instant no attempt follows the last one; null when nothing holds it back. Ladders: design/onboarding.md §3. */
export function notBefore(world: World): Spacing | null {
  const { ledger, pace } = world;
  const newest = ledger.registers[0];
  if (newest === undefined) return null;
  if (newest.outcome === 'accepted' && isSettled(world, newest)) return null;
  if (newest.outcome !== 'refused') {
    // One that took effect may still be contradicted by reads that lag.
    const times = unapplied(world);
    const ladder = times === 0 ? 0 : step([10 * MINUTE, HOUR, DAY], times) * pace;
    return { at: newest.startedAt + Math.max(ladder, READ_LAG), class: null };
  }
  const alreadyVerifiedAt = world.memory.code?.alreadyVerifiedAt ?? null;
  if (alreadyVerifiedAt !== null && alreadyVerifiedAt > newest.startedAt) {
    return { at: alreadyVerifiedAt + HOUR * pace, class: 'verification_needed' };
  }
  const refused = unspentRefusal(world);
  if (refused === null) return null;
  const wait = refusalWait(refused.refusal.class, refused.refusal.retryAfterMs, ledger, pace);
  return wait === null ? null : { at: refused.startedAt + wait, class: refused.refusal.class };
}

/** Nothing is left to wait for: the node shows the number registered, or we deregistered it since. */
const isSettled = ({ observation: { node }, ledger }: World, { startedAt }: Attempt): boolean =>
  (node.kind === 'known' && isRegistered(node.value) === true) ||
  ledger.deregisters.some(
    (undone) => undone.outcome === 'accepted' && undone.startedAt > startedAt,
  );

/**
 * Accepted or unknown attempts in a row that the node has not shown yet; 0 when the last one took effect. What was undone since, or was
 * made before the number was added here, shows nothing and need not.
 */
export function unapplied({
  ledger,
  memory,
  number,
}: Pick<World, 'ledger' | 'memory' | 'number'>): number {
  const undoneAt = ledger.deregisters.find(({ outcome }) => outcome === 'accepted')?.startedAt;
  const since = Math.max(memory.registeredSeenAt ?? 0, undoneAt ?? 0, number.createdAt);
  return inARow(
    ledger.registers,
    ({ outcome, startedAt }) => outcome !== 'refused' && startedAt > since,
  );
}

const LADDERS: Partial<Record<FailureClass, readonly number[]>> = {
  transient: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR],
  migration_transient: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR],
  throttled: [15 * MINUTE],
  maintenance: [15 * MINUTE],
  deletion_settling: [5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  pin_guess_fast: [5 * MINUTE],
  pin_guess_lock: [12 * HOUR],
  name_not_ready: [DAY],
  number_in_use: [10 * MINUTE, HOUR, DAY],
  // After the repeated deregistration: a number is released within minutes (facts/meta.md §2.7), then something is wrong.
  incomplete_deregistration: [5 * MINUTE, HOUR, DAY],
};

/** Whose wait Meta states for this very refusal, so that it replaces ours. Any other stated wait only lengthens it: the "wait 5 minutes" of 133015 is the same at every try. */
const STATED: readonly FailureClass[] = [
  'throttled',
  'maintenance',
  'pin_guess_fast',
  'pin_guess_lock',
];

/** Ours is paced, a time that Meta stated is not. Null: time alone lifts nothing. */
function refusalWait(
  refused: FailureClass,
  statedMs: number | null,
  ledger: Ledger,
  pace: number,
): number | null {
  if (refused === 'attempts_locked') return ATTEMPT_WINDOW;
  const ladder = LADDERS[refused];
  if (ladder === undefined) return null;
  if (statedMs !== null && STATED.includes(refused)) return statedMs;
  const ours = step(
    ladder,
    inARow(ledger.registers, ({ refusal }) => refusal?.class === refused),
  );
  return Math.max(ours * pace, statedMs ?? 0);
}
