import type { FailureClass } from '../../graph/failure-class.js';
import { DAY, HOUR, MINUTE } from '../duration.js';
import { unspentRefusal } from '../refusals.js';
import { act, seenRule, wait, type Answer, type Rule } from '../rule.js';
import { isUnregistered, type Seen } from '../situation.js';

/** After a lost reply the same PIN may be sent again sooner, a few times. */
const LOST_REPLIES = [5 * MINUTE, 15 * MINUTE, HOUR];
const PIN_REFUSALS: readonly FailureClass[] = ['pin_mismatch', 'pin_guess_lock', 'pin_guess_fast'];

/** P0: a person chose Replace PIN, also while the number is live; or the answer to that was lost, and Meta must hear the same PIN again. */
export const replacePinRule: Rule = seenRule({
  name: 'P0',
  when: (world) =>
    world.intents.some(({ kind }) => kind === 'replace_pin') || isReplacementOpen(world),
  then: ({ intents }) =>
    act(
      {
        kind: 'replacePin',
        intentId: intents.find(({ kind }) => kind === 'replace_pin')?.id ?? null,
      },
      'replacePin',
    ),
});

/**
 * A candidate was sent and Meta's answer is not known, or a repeat of it was refused: Meta may hold it. Repeated at once after the first
 * lost answer, then ever more rarely: setting the same PIN twice harms nobody.
 */
function isReplacementOpen({ ledger, memory, at, pace }: Seen): boolean {
  if (!ledger.pin.isReplacementOpen) return false;
  const last = memory.pinReplace;
  // A worker died between storing the candidate and hearing of it.
  if (last === undefined || last.outcome === 'accepted') return true;
  if (last.outcome === 'unknown' && last.failures <= 1) return true;
  const spacing = LOST_REPLIES[Math.max(last.failures - 2, 0)] ?? DAY;
  return at >= last.lastAt + spacing * pace;
}

/** P1 and P2: two-step verification is on with a PIN that is not ours. Source: facts/meta.md §2.4. */
export const pinRules: readonly Rule[] = [
  seenRule({
    name: 'P1',
    when: (world) => isUnregistered(world.node) && hasPinProblem(world) && mayReplacePin(world),
    then: replacePin,
  }),
  seenRule({
    name: 'P2',
    when: (world) => isUnregistered(world.node) && hasPinProblem(world),
    then: () => wait('pin_needed', 'person'),
  }),
];

/** Meta refused our PIN, or has one we never proved, and nothing was done about it since. */
export function hasPinProblem(world: Seen): boolean {
  const { node, ledger, observation } = world;
  const refused = unspentRefusal(world);
  if (refused !== null) {
    const isHealthy =
      observation.waba?.kind === 'known' && observation.waba.value.canSend !== 'BLOCKED';
    const isAboutPin =
      PIN_REFUSALS.includes(refused.refusal.class) ||
      (refused.refusal.class === 'account_locked' && isHealthy);
    // A changed PIN answers a guess lock too, although only time lifts it.
    return (
      isAboutPin && !(ledger.pin.changedAt !== null && ledger.pin.changedAt > refused.startedAt)
    );
  }
  return (
    node.isPinEnabled === true &&
    ledger.pin.state !== 'proven' &&
    !ledger.pin.supplied &&
    ledger.registers.length === 0
  );
}

/** At most once a day by ourselves, and only where nobody else may be using the number with the PIN it has. */
export function mayReplacePin(world: Seen): boolean {
  const { number, node, memory, at, pace } = world;
  if (number.pinPolicy === 'ask' || node.platformType === 'ON_PREMISE' || wasTakenOver(world))
    return false;
  const last = memory.pinReplace;
  if (last === undefined) return true;
  const soon = last.outcome === 'unknown' ? LOST_REPLIES[last.failures - 1] : undefined;
  return at >= last.lastAt + (soon ?? DAY) * pace;
}

/** Registered here once, now not, and with another PIN: somebody else took it. Only a person decides that it comes back. */
function wasTakenOver({ node, memory, ledger }: Seen): boolean {
  return (
    isUnregistered(node) &&
    memory.registeredSeenAt !== undefined &&
    ledger.registers[0]?.purpose !== 'consent'
  );
}

/** Sets our own PIN at Meta. */
export function replacePin(): Answer {
  return act({ kind: 'replacePin', intentId: null }, 'replacePin');
}
