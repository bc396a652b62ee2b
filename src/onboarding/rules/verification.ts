import type { FailureClass } from '../../graph/failure-class.js';
import { saidVerifiedAt } from '../code-request.js';
import { DEADLINE_DAYS } from '../deadline.js';
import { MINUTE } from '../duration.js';
import { ago, instant } from '../instant.js';
import { unspentRefusal } from '../refusals.js';
import { act, seenRule, wait, type Answer, type Rule } from '../rule.js';
import { isUnregistered, type Seen } from '../situation.js';
import type { PendingIntent } from '../world.js';

/** A wish that waited longer is refused: its code is dead and would cost a try, or a phone would ring long after it was asked to. */
export const WISH_LIFETIME = 15 * MINUTE;
const OWNERSHIP: readonly FailureClass[] = ['verification_needed', 'ownership_unconfirmed'];
/** "Typically 10 minutes". Source: facts/meta.md §1.6. */
export const CODE_LIFETIME = 10 * MINUTE;

/**
 * V1–V3: Meta wants proof that the customer owns the number before it registers it. The seed registered such numbers, which only burns
 * attempts: ownership comes first. Source: facts/meta.md §1.5–§1.7.
 */
export const verificationRules: readonly Rule[] = [
  seenRule({
    name: 'V1',
    when: (world) => needsVerification(world) && submittedCode(world) !== null,
    then: (world) =>
      act({ kind: 'verifyCode', intentId: submittedCode(world)?.id ?? '' }, 'verifyCode'),
  }),
  seenRule({
    name: 'V2',
    when: (world) => needsVerification(world) && codeRequest(world) !== null,
    then: (world) => {
      const request = codeRequest(world) ?? { intentId: null, method: 'SMS', language: 'en_US' };
      return act({ kind: 'requestCode', ...request }, 'requestCode');
    },
  }),
  seenRule({ name: 'V3', when: needsVerification, then: waitForVerification }),
];

const youngWishes = ({ intents, at }: Seen): readonly PendingIntent[] =>
  intents.filter(({ createdAt }) => at - createdAt < WISH_LIFETIME);

const submittedCode = (world: Seen) =>
  youngWishes(world).find((intent) => intent.kind === 'submit_code') ?? null;

const refusedForOwnership = (world: Seen) => {
  const refused = unspentRefusal(world);
  return refused !== null && OWNERSHIP.includes(refused.refusal.class) ? refused : null;
};

function needsVerification(world: Seen): boolean {
  return (
    isUnregistered(world.node) &&
    (world.node.codeVerification === 'NOT_VERIFIED' ||
      (refusedForOwnership(world) !== null && !isSignupOver(world)))
  );
}

/** Refused for want of ownership after the signup's deadline: then the signup must be repeated, and no code helps (row D). Source: facts/meta.md §2.2. */
function isSignupOver(world: Seen): boolean {
  const { signedUpAt } = world.number;
  const refused = refusedForOwnership(world);
  return (
    signedUpAt !== null &&
    refused?.refusal.class === 'ownership_unconfirmed' &&
    refused.startedAt >= signedUpAt + DEADLINE_DAYS
  );
}

/** Meta said "verified already" to the request for the code, and after that refused to register for want of one; it has sent none since. */
function isInconsistent(world: Seen): boolean {
  const refused = refusedForOwnership(world);
  const said = saidVerifiedAt(world.memory);
  return (
    refused !== null &&
    said !== null &&
    world.node.codeVerification === 'VERIFIED' &&
    said < refused.startedAt
  );
}

/**
 * A code that may be asked for now: a person wants one, or it was wished for when the number was added. Never a second time by itself, and not
 * while Meta contradicts itself; a person may try even then, for what Meta meant by 136024 shows in its next answer only.
 */
function codeRequest(
  world: Seen,
): { intentId: string | null; method: 'SMS' | 'VOICE'; language: string } | null {
  const { memory, at, number } = world;
  if (
    memory.code?.cooldownUntil !== null &&
    memory.code !== undefined &&
    at < memory.code.cooldownUntil
  )
    return null;
  const wanted = youngWishes(world).find((intent) => intent.kind === 'send_code');
  if (wanted !== undefined)
    return { intentId: wanted.id, method: wanted.method, language: wanted.language };
  const needSince = refusedForOwnership(world)?.startedAt ?? -Infinity;
  const askedAlready = memory.code !== undefined && memory.code.requestedAt > needSince;
  return number.verification === null || askedAlready || isInconsistent(world)
    ? null
    : { intentId: null, ...number.verification };
}

function waitForVerification(world: Seen): Answer {
  const { memory, at } = world;
  const code = memory.code;
  const refused = refusedForOwnership(world);
  if (isInconsistent(world)) return wait('verification_inconsistent', 'person');
  const isFresh =
    code?.sentAt !== null && code !== undefined && code.sentAt > (refused?.startedAt ?? -Infinity);
  if (isFresh && at < (code.sentAt ?? 0) + CODE_LIFETIME) return codeNeeded(world);
  if (code?.cooldownUntil !== null && code !== undefined && at < code.cooldownUntil) {
    return wait('code_cooldown', 'steady', {
      until: code.cooldownUntil,
      slots: { until: instant(code.cooldownUntil) },
    });
  }
  // A dead code helps nobody: where proof is wanted again, the reason asks for a new one first.
  if (isFresh && refused === null) return codeNeeded(world);
  return wait(refused === null ? 'code_not_sent' : 'reverification_needed', 'person');
}

function codeNeeded({ memory: { code }, at }: Seen): Answer {
  const sentAt = code?.sentAt ?? at;
  const diesAt = sentAt + CODE_LIFETIME;
  const isAlive = at < diesAt;
  return wait('code_needed', 'person', {
    // From then on another step is asked for.
    until: isAlive ? diesAt : null,
    slots: {
      method: code?.method === 'VOICE' ? 'voice call' : 'SMS',
      ago: ago(sentAt, at),
    },
    ...(isAlive ? {} : { words: 'code_is_dead' }),
  });
}
