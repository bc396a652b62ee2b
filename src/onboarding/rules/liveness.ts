import { DAY, MINUTE } from '../duration.js';
import { ATTEMPT_LIMIT, budget, gate, notBefore, unapplied, UNAPPLIED_LIMIT } from '../gate.js';
import { addWorkingDays, instant } from '../instant.js';
import { liveReason } from '../live-reason.js';
import { reasons } from '../reasons.js';
import { unspentRefusal } from '../refusals.js';
import { act, end, seenRule, wait, type Rule } from '../rule.js';
import {
  isActivating,
  isConnected,
  isRegistered,
  isRenameApproved,
  isUnregistered,
  lastAccepted,
  type Seen,
} from '../situation.js';
import type { RegisterPurpose } from '../step.js';
import { webhookState } from '../webhooks.js';
import type { PendingIntent, World } from '../world.js';
import { hasPinProblem, replacePinOr } from './pin.js';
import { webhooksNotEffectiveRule } from './webhooks.js';

/** Meta: register again within 14 days of the approval, else the name must be submitted again. Source: facts/meta.md §2.2. */
export const RENAME_DEADLINE = 14 * DAY;
/** A consent is void after this. */
export const CONSENT_LIFETIME = 15 * MINUTE;
/** Two reads this far apart must agree before an `auto` policy takes a number back. */
const AGREEING_READS = 10 * MINUTE;

const register = (world: World, purpose: RegisterPurpose, consentId: string | null = null) =>
  ({
    kind: 'register',
    purpose,
    consentId,
    expectedAttempts: world.ledger.registers.length,
  }) as const;

/** R1, R2, L1–L3: a number that Meta shows as connected. */
export const connectedRules: readonly Rule[] = [
  seenRule({
    name: 'R1',
    when: (world) => isConnected(world.node) === true && renameIsDue(world),
    then: (world) =>
      hasPinProblem(world)
        ? replacePinOr(world, 'rename_waiting')
        : act(register(world, 'rename'), 'rename'),
  }),
  seenRule({
    name: 'R2',
    when: (world) =>
      isConnected(world.node) === true && senderIsRejected(world) && gate(world).open,
    then: (world) =>
      world.ledger.registers.some(
        ({ purpose, startedAt }) => purpose === 'sender_rejected' && startedAt > world.at - 3 * DAY,
      )
        ? wait('sender_rejected', 'person')
        : act(register(world, 'sender_rejected'), 'register'),
  }),
  seenRule({
    name: 'L1',
    when: (world) => isConnected(world.node) === true && webhookState(world).effective === true,
    then: (world) => {
      const { reason, slots } = liveReason(world);
      return end('live', reason, slots);
    },
  }),
  webhooksNotEffectiveRule,
  seenRule({
    name: 'L3',
    when: ({ node }) => node.status === 'CONNECTED' && isRegistered(node) === null,
    then: ({ node }) =>
      wait('unrecognised_state', 'steady', {
        slots: { fields: `status CONNECTED, platform_type ${node.platformType}` },
      }),
  }),
];

/** O, A1, A2, K, X: a person's consent, and everything that is already under way or not ours to do. */
export const pendingRules: readonly Rule[] = [
  {
    name: 'O',
    when: (world) => {
      const { at, ledger, number } = world;
      return (
        validConsent(world) !== null &&
        reasons[number.reason].retry &&
        budget(ledger.registers, at, ATTEMPT_LIMIT).used < ATTEMPT_LIMIT &&
        (ledger.blockedUntil === null || at >= ledger.blockedUntil) &&
        world.observation.node.kind === 'known'
      );
    },
    then: (world) => act(register(world, 'consent', validConsent(world)?.id ?? null), 'register'),
  },
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
        : wait('accepted_not_applied', 'person'),
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

function renameIsDue(world: Seen): boolean {
  const { node, memory, ledger, at, pace } = world;
  if (!isRenameApproved(node)) return false;
  const approvedAt = memory.renameApprovedAt ?? at;
  if (at - approvedAt >= RENAME_DEADLINE) return false;
  const since = ledger.registers.filter(({ startedAt }) => startedAt >= approvedAt);
  if (since.some(({ outcome }) => outcome === 'accepted')) return false;
  const lost = since[0]?.outcome === 'unknown' && at < since[0].startedAt + 10 * MINUTE * pace;
  if (lost || !gate(world).open) return false;
  const refusal = unspentRefusal(world);
  return refusal === null || hasPinProblem(world) || at >= refusal.startedAt + DAY * pace;
}

function senderIsRejected({ memory, ledger }: Seen): boolean {
  const rejectedAt = memory.senderRejectedAt;
  return (
    rejectedAt !== undefined &&
    rejectedAt > (lastAccepted(ledger.registers)?.startedAt ?? -Infinity)
  );
}

/** The consent that may be used now: given after the last attempt was seen, and young enough. */
export function validConsent({
  intents,
  ledger,
  at,
}: World): (PendingIntent & { kind: 'retry' }) | null {
  const newestId = ledger.registers[0]?.id ?? null;
  return (
    intents
      .filter((intent) => intent.kind === 'retry')
      .find(
        ({ lastAttemptId, createdAt }) =>
          lastAttemptId === newestId && at - createdAt <= CONSENT_LIFETIME,
      ) ?? null
  );
}

/** Since when Meta has been connecting it: our attempt, whether its reply came or was lost, but not one from before it was live. */
function registeredSince({ ledger, number, at }: Seen): number {
  const attempt = ledger.registers.find(({ outcome }) => outcome !== 'refused');
  const waitingSince = number.stage === 'activating' ? number.stageSince : at;
  return number.liveAt === null && attempt !== undefined
    ? attempt.startedAt
    : Math.max(attempt?.startedAt ?? -Infinity, waitingSince);
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
