import type { FailureClass } from '../../graph/failure-class.js';
import { DEADLINE_DAYS } from '../deadline.js';
import { DAY } from '../duration.js';
import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget, gate, notBefore, type Gate } from '../gate.js';
import { instant } from '../instant.js';
import { rejectionReason, rejectionWords } from '../name-rejection.js';
import type { ReasonCode } from '../reasons.js';
import { inARow, unspentRefusal } from '../refusals.js';
import { act, seenRule, wait, type Answer, type Rule } from '../rule.js';
import { missingScope } from '../scopes.js';
import { isUnregistered, nameStanding, type Seen } from '../situation.js';
import type { RegisterPurpose } from '../step.js';

/** A missing name is probed this often before a person must submit one. */
const NAMELESS_PROBES = 3;

/** Refusals that time lifts (T), or that have rows of their own (P1, P2). */
const PASSING: readonly FailureClass[] = [
  'transient',
  'maintenance',
  'throttled',
  'migration_transient',
  'deletion_settling',
  'attempts_locked',
  'pin_guess_lock',
  'pin_guess_fast',
];
/** Those, the name's (N1), and ownership's (V1–V3, or D once the signup's deadline has passed). */
const NOT_PERSONAL: readonly FailureClass[] = [
  ...PASSING,
  'name_not_ready',
  'ownership_unconfirmed',
];

/** Refusals that only a person can lift; those that stand in neither list are `refused_unknown`. */
const PERSONAL: Partial<Record<FailureClass, ReasonCode>> = {
  number_in_use: 'number_in_use',
  two_step_on: 'two_step_on',
  migration_blocked: 'migration_blocked',
  terms_not_accepted: 'terms_not_accepted',
  account_locked: 'account_locked',
  permission: 'permission_missing',
  token: 'permission_missing',
  not_visible: 'permission_missing',
};

/** B, D, T: what stands between an unregistered number and the next attempt. */
export const blockedRules: readonly Rule[] = [
  seenRule({
    name: 'B',
    when: (world) => isUnregistered(world.node) && blocker(world) !== null,
    then: (world) => blocker(world) ?? wait('refused_unknown', 'person'),
  }),
  seenRule({
    name: 'D',
    when: (world) => {
      const { node, number, at } = world;
      return (
        isUnregistered(node) &&
        number.signedUpAt !== null &&
        at >= number.signedUpAt + DEADLINE_DAYS &&
        isRefusedSince(world, number.signedUpAt + DEADLINE_DAYS)
      );
    },
    then: () => wait('signup_expired', 'person'),
  }),
  seenRule({
    name: 'T',
    when: (world) =>
      isUnregistered(world.node) && closedGate(world) !== null && !mustNameChange(world),
    then: (world) => gateAnswer(world, closedGate(world)),
  }),
];

/** R3, R4, N1, N2: the name decides whether registering is due, worth a probe, or pointless. Source: facts/meta.md §2.2. */
export const registrationRules: readonly Rule[] = [
  seenRule({
    name: 'R3',
    when: ({ node }) =>
      isUnregistered(node) &&
      node.codeVerification === 'VERIFIED' &&
      nameStanding(node) === 'accepted',
    then: (world) =>
      act(register(world, world.ledger.registers.length === 0 ? 'first' : 'retry'), 'register', {
        keepStage: false,
      }),
  }),
  seenRule({
    name: 'R4',
    when: (world) =>
      isUnregistered(world.node) &&
      nameStanding(world.node) !== 'refused' &&
      gate(world).open &&
      probeIsDue(world),
    then: (world) => act(register(world, 'probe'), 'register'),
  }),
  seenRule({
    name: 'N1',
    when: ({ node }) =>
      isUnregistered(node) &&
      (nameStanding(node) === 'pending' || nameStanding(node) === 'accepted'),
    then: (world) => wait('name_pending_review', 'name_review', { until: nextProbeAt(world) }),
  }),
  seenRule({
    name: 'N2',
    when: ({ node }) => isUnregistered(node),
    then: (world) =>
      nameStanding(world.node) === 'none'
        ? wait('name_missing', 'person', {
            until: nextProbeAt(world),
            slots: { name_status: world.node.nameStatus ?? '' },
          })
        : wait('name_declined', 'person', {
            slots: {
              rejection_reason: rejectionWords(rejectionReason(world.node, world.memory)) ?? '',
            },
          }),
  }),
];

/** U: whatever no other row knows. */
export const unrecognisedRule: Rule = seenRule({
  name: 'U',
  when: () => true,
  then: ({ node }) =>
    wait('unrecognised_state', 'steady', {
      slots: {
        fields: [
          ['status', node.status],
          ['platform_type', node.platformType],
          ['code_verification_status', node.codeVerification],
        ]
          .map(([field, value]) => `${field} ${value ?? 'absent'}`)
          .join(', '),
      },
    }),
});

/** A refusal that passes, or was spent, says nothing about the deadline. */
function isRefusedSince(world: Seen, deadline: number): boolean {
  const refused = unspentRefusal(world);
  return (
    refused !== null && refused.startedAt >= deadline && !PASSING.includes(refused.refusal.class)
  );
}

const register = (world: Seen, purpose: RegisterPurpose) =>
  ({
    kind: 'register',
    purpose,
    consentId: null,
    expectedAttempts: world.ledger.registers.length,
  }) as const;

function blocker(world: Seen): Answer | null {
  const refused = unspentRefusal(world);
  if (refused === null) return null;
  const { refusal } = refused;
  if (refusal.class === 'incomplete_deregistration')
    return finishDeregistration(world, refused.startedAt);
  if (NOT_PERSONAL.includes(refusal.class)) return null;
  const reason = PERSONAL[refusal.class] ?? 'refused_unknown';
  const slots = {
    ...(reason === 'permission_missing' ? missingScope(world, refusal) : {}),
    code: [refusal.code, refusal.subcode].filter((part) => part !== null).join('/'),
    meta_message: refusal.details ?? refusal.message,
  };
  if (refusal.class !== 'number_in_use') return wait(reason, 'person', { slots });
  // Released elsewhere without a word to us: looked at again on its ladder. Source: facts/meta.md §2.3.
  const opensAt = notBefore(world)?.at ?? world.at;
  return world.at < opensAt ? wait(reason, 'person', { until: opensAt, slots }) : null;
}

/** 133000: the previous deregistration is repeated, once per refusal and inside its own window. Source: facts/meta.md §3.2. */
function finishDeregistration({ ledger, at }: Seen, refusedAt: number): Answer | null {
  if (ledger.deregisters.some(({ startedAt }) => startedAt > refusedAt)) return null;
  const opensAt = Math.max(
    budget(ledger.deregisters, at, AUTOMATIC_LIMIT).nextSlotAt ?? 0,
    ledger.deregisterBlockedUntil ?? 0,
  );
  return at >= opensAt
    ? act({ kind: 'deregister', expectedAttempts: ledger.deregisters.length }, 'deregister')
    : wait('attempt_spaced', 'steady', { until: opensAt, slots: { until: instant(opensAt) } });
}

/** The closed gate as far as this row speaks of it: the spacing of a name refusal belongs to the name rows while the name is open. */
function closedGate(world: Seen): Exclude<Gate, { open: true }> | null {
  const state = gate(world);
  if (state.open) return null;
  const isAboutName = state.cause === 'spaced' && state.class === 'name_not_ready';
  return isAboutName && nameStanding(world.node) !== 'accepted' ? null : state;
}

function gateAnswer(world: Seen, state: Exclude<Gate, { open: true }> | null): Answer {
  const until = state?.opensAt ?? null;
  const at = until === null ? '' : instant(until);
  const refusal = world.ledger.registers[0]?.refusal;
  const { used } = budget(world.ledger.registers, world.at, AUTOMATIC_LIMIT);
  const slots = {
    until: at,
    next_slot_at: at,
    used: String(used),
    meta_message: refusal?.details ?? refusal?.message ?? '',
  };
  const reason = gateReason(state);
  const words = reason === 'attempts_exhausted' ? keptWords(ATTEMPT_LIMIT - used) : undefined;
  return wait(reason, 'hourly', { until, slots, words });
}

/** The reason's own words speak of two that are kept. */
function keptWords(left: number): Answer['words'] {
  if (left <= 0) return 'no_attempt_left';
  return left === 1 ? 'one_attempt_left' : undefined;
}

function gateReason(state: Exclude<Gate, { open: true }> | null): ReasonCode {
  if (state?.cause === 'attempts') return 'attempts_exhausted';
  if (state?.cause === 'blocked' || state?.class === 'attempts_locked') return 'register_locked';
  if (state?.class === 'deletion_settling') return 'deletion_settling';
  return state?.class === 'pin_guess_lock' || state?.class === 'pin_guess_fast'
    ? 'pin_guess_lock'
    : 'attempt_spaced';
}

function probeIsDue(world: Seen): boolean {
  const due = nextProbeAt(world);
  return due !== null && world.at >= due;
}

/** No attempt helps before a person submits another name: the open gate would change nothing, so it is not what we wait for. */
const mustNameChange = (world: Seen): boolean =>
  nameStanding(world.node) === 'refused' || nextProbeAt(world) === null;

/** When the next probe may be made; null when no further one helps. Daily for three days, then every 72 h. */
function nextProbeAt(world: Seen): number | null {
  const { ledger, number, memory, at, pace, node } = world;
  const nameChangedAt = memory.name?.changedAt ?? -Infinity;
  const probes = inARow(
    ledger.registers,
    ({ refusal, startedAt }) => refusal?.class === 'name_not_ready' && startedAt >= nameChangedAt,
  );
  const last = ledger.registers[0];
  if (probes === 0 || last === undefined) return at;
  if (nameStanding(node) === 'none' && probes >= NAMELESS_PROBES) return null;
  // Another name's review begins anew, however long the stage has lasted.
  const reviewedSince = Math.max(number.stageSince, nameChangedAt);
  const reviewedFor = number.stage === 'name_review' ? at - reviewedSince : 0;
  const isDaily = reviewedFor < 3 * DAY * pace || nameStanding(node) === 'accepted';
  const due = last.startedAt + (isDaily ? DAY : 3 * DAY) * pace;
  return Math.max(due, notBefore(world)?.at ?? due);
}
