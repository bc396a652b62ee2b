import fc from 'fast-check';
import type { FailureClass } from '../../src/graph/failure-class.js';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import type { Attempt } from '../../src/onboarding/ledger.js';
import type { Memory, WriteMemory } from '../../src/onboarding/memory.js';
import type { PhoneNode } from '../../src/onboarding/normalise.js';
import type { Read, Refusal } from '../../src/onboarding/observation.js';
import { REASON_CODES } from '../../src/onboarding/reasons.js';
import { remember } from '../../src/onboarding/remember.js';
import { STAGES } from '../../src/onboarding/stage.js';
import type { PendingIntent, World } from '../../src/onboarding/world.js';
import { AT, CALLBACK, codeSent, makeWorld, NODE, refusal } from './world.js';

/** Every class that a refusal can be of. */
export const CLASSES: readonly FailureClass[] = [
  'token',
  'permission',
  'not_visible',
  'terms_not_accepted',
  'throttled',
  'unknown_field',
  'transient',
  'maintenance',
  'pin_mismatch',
  'pin_invalid',
  'pin_guess_lock',
  'pin_guess_fast',
  'verification_needed',
  'ownership_unconfirmed',
  'name_not_ready',
  'number_in_use',
  'two_step_on',
  'certificate_unknown',
  'migration_blocked',
  'migration_transient',
  'account_locked',
  'deletion_settling',
  'attempts_locked',
  'incomplete_deregistration',
  'not_registered',
  'already_deregistered',
  'coexistence',
  'code_not_sendable',
  'code_wrong',
  'code_expired',
  'callback_unverified',
  'not_subscribed_before_override',
  'invalid_request',
  'unknown',
];

const past = (days = 20) => fc.integer({ min: 0, max: days * DAY }).map((ago) => AT - ago);
/** Mostly as usual: worlds in which everything is odd reach the first rows only. */
const rarely = <T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => rarely<T | undefined>(undefined, arbitrary);
/** In Meta's manner: what looks like a slot of ours would tell nothing of ours. */
const unknownWord = fc
  .string({ maxLength: 12 })
  .map((text) => text.toUpperCase().replaceAll(/[^\w ]/g, '_'));
const one = (...values: (string | null)[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...values, null) },
    { weight: 1, arbitrary: unknownWord },
  );
const words = fc.constantFrom('', ' ', 'What Meta says.');
const url = fc.constantFrom(null, CALLBACK, `${CALLBACK}/`, 'https://them.example/', 'no url');

const refusals: fc.Arbitrary<Refusal> = fc
  .record({
    class: fc.oneof(fc.constantFrom(...CLASSES), fc.constant<FailureClass>('name_not_ready')),
    code: fc.integer(),
    subcode: fc.option(fc.nat()),
    message: words,
    details: fc.option(words),
    retryAfterMs: fc.option(fc.nat(DAY)),
  })
  .map((more) => refusal(more.class, more));

const nodes: fc.Arbitrary<PhoneNode> = fc
  .record({
    displayPhoneNumber: fc.constantFrom(null, '', '+1 555-012-3456', '+1 201-555-0123'),
    verifiedName: fc.constantFrom(null, '', ' ', 'Example & Co'),
    status: one(
      'PENDING',
      'CONNECTED',
      'DISCONNECTED',
      'DISCONNECTED',
      'PENDING',
      'UNVERIFIED',
      'FLAGGED',
      'RESTRICTED',
      'RATE_LIMITED',
      'BANNED',
      'MIGRATED',
      'DELETED',
      'UNKNOWN',
      'LINKED',
    ),
    platformType: one('CLOUD_API', 'NOT_APPLICABLE', 'NOT_APPLICABLE', 'ON_PREMISE'),
    codeVerification: one('VERIFIED', 'VERIFIED', 'NOT_VERIFIED', 'EXPIRED'),
    nameStatus: one(
      'APPROVED',
      'AVAILABLE_WITHOUT_REVIEW',
      'PENDING_REVIEW',
      'DECLINED',
      'EXPIRED',
      'NONE',
      'NON_EXISTS',
    ),
    newNameStatus: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: one('APPROVED', 'PENDING_REVIEW', 'DECLINED') },
    ),
    hasNewCertificate: fc.boolean(),
    isOnBizApp: fc.constantFrom(null, false, false, false, false, false, true),
    isPinEnabled: fc.constantFrom(null, false, true),
    throughputLevel: one('STANDARD', 'HIGH', 'NOT_APPLICABLE'),
    lastOnboardedAt: fc.constantFrom(null, 'soon', '2026-11-01T00:00:00+0000'),
    canSend: one('AVAILABLE', 'LIMITED', 'BLOCKED'),
    health: fc.array(
      fc.record({
        type: fc.constantFrom('PHONE_NUMBER', 'WABA', 'APP'),
        canSend: one('AVAILABLE', 'LIMITED', 'BLOCKED'),
        errors: fc.array(
          fc.record({
            code: fc.constantFrom(null, 141000, 141006, 138024),
            description: fc.option(words),
            solution: fc.constant(null),
          }),
          { maxLength: 2 },
        ),
        notes: fc.constant([]),
      }),
      { maxLength: 3 },
    ),
    callbacks: fc.record({ read: fc.boolean(), phoneNumber: url, waba: url, application: url }),
  })
  .map((more) => ({ ...NODE, ...more }));

const read = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Read<T>> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('known' as const), value, readAt: past(1) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('refused' as const),
        refusal: refusals,
        readAt: past(1),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('unreadable' as const),
        cause: fc.constantFrom(
          'timeout' as const,
          'network' as const,
          'server_error' as const,
          'malformed' as const,
        ),
        readAt: past(1),
      }),
    },
  );

const attempts: fc.Arbitrary<Attempt[]> = fc
  .array(
    fc.record({
      startedAt: fc.oneof(past(4), past(20)),
      outcome: fc.constantFrom(
        'unknown' as const,
        'accepted' as const,
        'refused' as const,
        'refused' as const,
      ),
      refusal: refusals,
      purpose: fc.constantFrom(
        'first' as const,
        'probe' as const,
        'rename' as const,
        'sender_rejected' as const,
        'consent' as const,
      ),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .map((attempt, n) => ({
        ...attempt,
        id: `a${n}`,
        refusal: attempt.outcome === 'refused' ? attempt.refusal : null,
      })),
  );

const writes: fc.Arbitrary<WriteMemory> = fc
  .record({
    failures: fc.nat(9),
    lastAt: past(2),
    outcome: fc.constantFrom('accepted' as const, 'refused' as const, 'unknown' as const),
    refusal: refusals,
    accepted: fc.array(past(2), { maxLength: 6 }),
  })
  .map((write) => ({
    ...write,
    failures: write.outcome === 'accepted' ? 0 : write.failures + 1,
    refusal: write.outcome === 'refused' ? write.refusal : null,
  }));

const memories: fc.Arbitrary<Memory> = fc
  .record({
    unreadable: maybe(fc.record({ since: past(), times: fc.integer({ min: 1, max: 99 }) })),
    notVisible: maybe(fc.record({ since: past() })),
    registeredSeenAt: maybe(past()),
    lost: maybe(fc.record({ since: past() })),
    name: maybe(
      fc.record({ status: fc.constantFrom('APPROVED', 'PENDING_REVIEW'), changedAt: past() }),
    ),
    renameApprovedAt: maybe(past()),
    codeVerifiedAt: maybe(past()),
    leavingLive: maybe(fc.record({ since: past() })),
    settled: maybe(fc.record({ reason: fc.constantFrom(...REASON_CODES), since: past() })),
    tokenReplacedAt: maybe(past()),
    securityEventAt: maybe(past()),
    withdrawnAt: maybe(past()),
    senderRejectedAt: maybe(past()),
    subscribe: maybe(writes),
    override: maybe(writes),
    pinReplace: maybe(writes),
    code: maybe(
      fc
        .record({
          requestedAt: past(),
          sentAt: fc.option(past()),
          cooldownUntil: fc.option(past().map((at) => at + 10 * DAY)),
          alreadyVerifiedAt: fc.option(past()),
          verifiedAt: fc.option(past()),
          refusal: fc.option(refusals),
        })
        .map((more) => codeSent(0, more)),
    ),
    release: maybe(
      fc.record({ clearOverride: fc.constantFrom('done' as const, 'refused' as const) }),
    ),
  })
  .map((memory) =>
    Object.fromEntries(Object.entries(memory).filter(([, value]) => value !== undefined)),
  );

const intents: fc.Arbitrary<PendingIntent[]> = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant('retry' as const),
        actor: fc.constant('Ada'),
        lastAttemptId: fc.constantFrom(null, 'a0', 'a0', 'a1'),
      }),
      fc.record({
        kind: fc.constantFrom(
          'submit_code' as const,
          'replace_pin' as const,
          'rename' as const,
          'repair_webhooks' as const,
          'check' as const,
        ),
      }),
      fc.record({
        kind: fc.constant('send_code' as const),
        method: fc.constantFrom('SMS' as const, 'VOICE' as const),
        language: fc.constant('en_US'),
      }),
    ),
    { maxLength: 2 },
  )
  .chain((wishes) =>
    fc
      .array(fc.nat(HOUR / 3), { minLength: wishes.length, maxLength: wishes.length })
      .map((ages) =>
        wishes.map((wish, n) => ({ ...wish, id: `i${n}`, createdAt: AT - (ages[n] ?? 0) })),
      ),
  );

/** Any world, likely or not, as a turn sees it. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    node: read(nodes),
    subscription: fc.option(read(fc.record({ subscribed: fc.boolean(), wabaOverride: url }))),
    appWebhooks: fc.option(read(fc.record({ callbackUrl: url, messagesField: fc.boolean() }))),
    token: fc.option(
      read(
        fc.record({
          valid: fc.boolean(),
          appId: fc.constantFrom(null, '100', '100', '999'),
          appName: fc.constantFrom(null, 'Other'),
          scopes: fc.constant([]),
          expiresAt: fc.constant(null),
        }),
      ),
    ),
    waba: fc.option(
      read(
        fc.record({
          name: fc.constant(null),
          portfolioId: fc.constant(null),
          reviewStatus: fc.constant(null),
          canSend: one('AVAILABLE', 'BLOCKED'),
          listedNumbers: fc.constantFrom(null, [], ['106000000000001']),
        }),
      ),
    ),
    registers: fc.oneof(
      attempts,
      attempts.map((list) => list.slice(0, 2)),
    ),
    deregisters: rarely<Attempt[]>([], attempts),
    blockedUntil: rarely<number | null>(
      null,
      past(3).map((at) => at + 3 * DAY),
    ),
    pin: fc.record({
      state: fc.constantFrom('none' as const, 'stored' as const, 'proven' as const),
      changedAt: fc.option(past()),
      supplied: fc.boolean(),
      isReplacementOpen: fc.boolean(),
    }),
    memory: memories,
    intents: fc.oneof(fc.constant<PendingIntent[]>([]), intents),
    pace: fc.constantFrom(1, 1, 0.01),
    number: fc.record({
      mode: fc.constantFrom(
        'standard' as const,
        'standard' as const,
        'standard' as const,
        'coexistence' as const,
      ),
      desired: fc.constantFrom(
        'live' as const,
        'live' as const,
        'live' as const,
        'live' as const,
        'released' as const,
      ),
      paused: fc.constantFrom(null, null, null, null, { actor: 'Ada', at: AT }),
      pinPolicy: fc.constantFrom('replace' as const, 'ask' as const),
      reregisterPolicy: fc.constantFrom('ask' as const, 'auto' as const),
      wantedCallback: fc.constantFrom(null, CALLBACK),
      verification: fc.constantFrom(null, { method: 'SMS' as const, language: 'en_US' }),
      signedUpAt: rarely<number | null>(null, past(30)),
      coexistenceExpected: fc.constantFrom(false, false, false, true),
      liveAt: rarely<number | null>(null, past()),
      stage: fc.constantFrom(...STAGES),
      stageSince: past(),
      reason: fc.constantFrom(...REASON_CODES),
      reasonSince: past(),
      release: fc.constantFrom(null, { deregister: true, unsubscribe: true, actor: 'Ada', at: AT }),
      wabaStillNeeded: fc.boolean(),
    }),
  })
  .map(({ node, subscription, appWebhooks, token, waba, blockedUntil, ...parts }) =>
    makeWorld({
      ...parts,
      node,
      ...(blockedUntil === null ? {} : { blockedUntil }),
      observed: { subscription, appWebhooks, token, waba },
    }),
  )
  // As a turn does it: what was seen is remembered before it is decided upon.
  .map((world) => ({ ...world, memory: { ...world.memory, ...remember(world) } as Memory }));
