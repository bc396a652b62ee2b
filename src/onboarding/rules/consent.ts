import { MINUTE } from '../duration.js';
import { ATTEMPT_LIMIT, budget, READ_LAG } from '../gate.js';
import { reasons } from '../reasons.js';
import { act, seenRule, type Answer, type Rule } from '../rule.js';
import type { PendingIntent, World } from '../world.js';

/** A consent is void after this. */
export const CONSENT_LIFETIME = 15 * MINUTE;

type Consent = PendingIntent & { readonly kind: 'retry' };

/** The consent that was given after the last attempt was seen, and is young enough. */
export function validConsent({ intents, ledger, at }: World): Consent | null {
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

/** The consent that may be spent now: up to Meta's own ten and whatever the spacing, but never against Meta's block or a reply still under way. */
export function usableConsent(world: World): Consent | null {
  const { at, ledger } = world;
  const [newest] = ledger.registers;
  const isBlocked = ledger.blockedUntil !== null && at < ledger.blockedUntil;
  const isUnderWay = newest?.outcome === 'unknown' && at < newest.startedAt + READ_LAG;
  return isBlocked ||
    isUnderWay ||
    budget(ledger.registers, at, ATTEMPT_LIMIT).used >= ATTEMPT_LIMIT
    ? null
    : validConsent(world);
}

/** Registers once because a person said so. */
export const registerByConsent = (world: World, { id }: Consent): Answer =>
  act(
    {
      kind: 'register',
      purpose: 'consent',
      consentId: id,
      expectedAttempts: world.ledger.registers.length,
    },
    'register',
  );

/** O: a person consents to one attempt, where the reason that `others` would give offers Retry. That reason is the current one: the stored one may be of an older world, or of a step in between. */
export const consentRule = (others: readonly Rule[]): Rule =>
  seenRule({
    name: 'O',
    when: (world) => {
      if (usableConsent(world) === null) return false;
      const reason = others.find((row) => row.when(world))?.then(world).reason;
      return reason !== undefined && reasons[reason].retry;
    },
    then: (world) => {
      const consent = usableConsent(world);
      if (consent === null) throw new Error('rule O answered without a consent');
      return registerByConsent(world, consent);
    },
  });
