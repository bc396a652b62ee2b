import { DAY, MINUTE } from '../duration.js';
import { gate, notBefore, unapplied, UNAPPLIED_LIMIT } from '../gate.js';
import { addWorkingDays, instant } from '../instant.js';
import { liveReason } from '../live-reason.js';
import { renameDueAt, renameWaits } from '../rename-due.js';
import { act, end, seenRule, wait, type Answer, type Rule } from '../rule.js';
import {
  isActivating,
  isConnected,
  isRegistered,
  isUnregistered,
  senderIsRejected,
  type Seen,
} from '../situation.js';
import type { RegisterPurpose } from '../step.js';
import { webhookState } from '../webhooks.js';
import type { World } from '../world.js';
import { registerByConsent, usableConsent } from './consent.js';
import { hasPinProblem, replacePin } from './pin.js';
import { webhooksNotEffectiveRule } from './webhooks.js';

/** Two reads this far apart must agree before an `auto` policy takes a number back. */
const AGREEING_READS = 10 * MINUTE;

const register = (world: World, purpose: RegisterPurpose) =>
  ({
    kind: 'register',
    purpose,
    consentId: null,
    expectedAttempts: world.ledger.registers.length,
  }) as const;

/** R1, R2, L1–L3: a number that Meta shows as connected. */
export const connectedRules: readonly Rule[] = [
  seenRule({
    name: 'R1',
    when: (world) =>
      isConnected(world.node) === true &&
      renameWaits(world) &&
      (renameDueAt(world) === world.at || (usableConsent(world) !== null && !hasPinProblem(world))),
    then: (world) => {
      if (hasPinProblem(world)) return replacePin();
      const consent = usableConsent(world);
      return consent === null
        ? act(register(world, 'rename'), 'rename')
        : registerByConsent(world, consent);
    },
  }),
  seenRule({
    name: 'R2',
    when: (world) => isConnected(world.node) === true && senderIsRejected(world),
    then: (world) => {
      const consent = usableConsent(world);
      if (consent !== null) return registerByConsent(world, consent);
      const state = gate(world);
      if (!state.open) return wait('sender_rejected', 'person', { until: state.opensAt });
      return world.ledger.registers.some(
        ({ purpose, startedAt }) => purpose === 'sender_rejected' && startedAt > world.at - 3 * DAY,
      )
        ? wait('sender_rejected', 'person')
        : act(register(world, 'sender_rejected'), 'register');
    },
  }),
  seenRule({
    name: 'L1',
    when: (world) => isConnected(world.node) === true && webhookState(world).effective === true,
    then: (world) => {
      const { reason, slots, until } = liveReason(world);
      return end('live', reason, slots, until);
    },
  }),
  webhooksNotEffectiveRule,
  seenRule({
    name: 'L3',
    when: ({ node }) => node.status === 'CONNECTED' && isRegistered(node) === null,
    then: ({ node }) =>
      wait('unrecognised_state', 'steady', {
        slots: { fields: `status CONNECTED, platform_type ${node.platformType ?? 'absent'}` },
      }),
  }),
];

/** A1, A2, K, X: everything that is already under way or not ours to do. */
export const pendingRules: readonly Rule[] = [
  seenRule({
    name: 'A1',
    when: ({ node }) => isActivating(node),
    then: (world) => {
      const overdueAt = addWorkingDays(registeredSince(world), 5);
      return world.at >= overdueAt
        ? wait('activation_overdue', 'activating')
        : wait('activation_pending', 'activating', { until: overdueAt });
    },
  }),
  seenRule({
    name: 'A2',
    when: ({ node }) => node.platformType === 'CLOUD_API' && node.status === 'DISCONNECTED',
    then: () => wait('number_disconnected', 'hourly'),
  }),
  seenRule({
    name: 'K',
    when: (world) => isUnregistered(world.node) && isConfirming(world),
    then: (world) =>
      isSpaced(world)
        ? wait('confirming', 'steady', { until: notBefore(world)?.at ?? null })
        : wait('accepted_not_applied', 'person', notApplied(world)),
  }),
  seenRule({
    name: 'X',
    when: (world) => isUnregistered(world.node) && wasTakenAway(world) && !mayTakeBack(world),
    then: ({ memory, number }) =>
      wait('deregistered_elsewhere', number.reregisterPolicy === 'auto' ? 'steady' : 'person', {
        slots:
          memory.registeredSeenAt === undefined
            ? {}
            : { when: `after ${instant(memory.registeredSeenAt)}` },
      }),
  }),
];

/** Since when Meta has been connecting it: our attempt, whether its reply came or was lost, but not one from before it was live. */
function registeredSince({ ledger, number, at }: Seen): number {
  const attempt = ledger.registers.find(({ outcome }) => outcome !== 'refused');
  const waitingSince = number.stage === 'activating' ? number.stageSince : at;
  return number.liveAt === null && attempt !== undefined
    ? attempt.startedAt
    : Math.max(attempt?.startedAt ?? -Infinity, waitingSince);
}

/** What came of the attempts that never showed; a lost answer is not an acceptance. */
function notApplied(world: Seen): Pick<Answer, 'slots' | 'words'> {
  const open = world.ledger.registers.slice(0, unapplied(world));
  const accepted = open.filter(({ outcome }) => outcome === 'accepted').length;
  const lost = open.length - accepted;
  if (lost === 0 && accepted === UNAPPLIED_LIMIT) return { slots: {} };
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const said = [
    accepted === 0 ? '' : `Meta accepted the registration ${times(accepted)}`,
    lost === 0
      ? ''
      : `${accepted === 0 ? "Meta's answer to the registration" : 'its answer'} was lost ${times(lost)}`,
  ].filter(Boolean);
  return { slots: { outcomes: said.join(', and ') }, words: 'not_three_acceptances' };
}

/** The newest attempt was accepted or lost, and there is still time for it to show; or it was the last one we make by ourselves. */
function isConfirming(world: Seen): boolean {
  const newest = world.ledger.registers[0];
  if (newest === undefined || newest.outcome === 'refused') return false;
  return isSpaced(world) || unapplied(world) >= UNAPPLIED_LIMIT;
}

function isSpaced(world: Seen): boolean {
  const spacing = notBefore(world);
  return spacing !== null && world.at < spacing.at;
}

/** It was registered here, is not now, and it was not us who deregistered it. */
function wasTakenAway({ memory, ledger, number }: Seen): boolean {
  const seenAt = memory.registeredSeenAt;
  if (seenAt === undefined && number.liveAt === null) return false;
  const oursAt = ledger.deregisters.find(({ outcome }) => outcome !== 'refused')?.startedAt;
  if (oursAt !== undefined && oursAt > (seenAt ?? 0)) return false;
  // A newer attempt of ours (a consent, an `auto` re-registration) is being confirmed or was refused: its own rows answer.
  const newest = ledger.registers[0];
  return newest === undefined || newest.startedAt <= (seenAt ?? number.liveAt ?? 0);
}

function mayTakeBack({ number, memory, at, pace }: Seen): boolean {
  const since = memory.lost?.since;
  return (
    number.reregisterPolicy === 'auto' &&
    since !== undefined &&
    at - since >= AGREEING_READS * pace &&
    (memory.withdrawnAt === undefined || memory.withdrawnAt < (memory.registeredSeenAt ?? 0))
  );
}
