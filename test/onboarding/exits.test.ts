import { describe, expect, test } from 'vitest';
import type { FailureClass } from '../../src/graph/failure-class.js';
import { decide } from '../../src/onboarding/decide.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { REASON_CODES, reasons, type ReasonCode } from '../../src/onboarding/reasons.js';
import type { Step } from '../../src/onboarding/step.js';
import * as w from './world.js';

/** What ends a wait: the fact, the world with it, and what is done then. */
type Exit = readonly [fact: string, after: w.Parts, step: Step['kind']];

const { AT } = w;
const later = (ms: number): w.Parts => ({ at: AT + ms });
const asked = (registers: NonNullable<w.Parts['registers']>): w.Parts => ({
  intents: [w.consent(registers[0] ?? null)],
});
const reverify = [w.refused('verification_needed', HOUR)];
const said = { code: w.codeSent(2 * HOUR, { sentAt: null, alreadyVerifiedAt: AT - 2 * HOUR }) };
const probed = [w.refused('name_not_ready', HOUR)];
const unapplied = [2, 3, 4].map((days) => w.accepted(days * DAY));
const wrongPin = [w.refused('pin_mismatch', HOUR)];
const refusedFor = (failure: FailureClass) => [w.refused(failure, MINUTE)];
const isLive: Exit = ['Meta shows it connected', { node: w.LIVE }, 'end'];
const retried = (registers: NonNullable<w.Parts['registers']>): Exit => [
  'Retry',
  asked(registers),
  'register',
];
const onApp = { isOnBizApp: true, status: 'PENDING' };

/** Every reason that waits: a world that gives it, and each fact that ends it (design/onboarding.md §7.8). */
const waits: readonly (readonly [ReasonCode, w.Parts, ...Exit[]])[] = [
  ['token_invalid', { node: w.readRefused('token') }, ['another token', { node: {} }, 'register']],
  [
    'token_of_other_app',
    {
      observed: {
        token: w.known({ valid: true, appId: '9', appName: 'Other', scopes: [], expiresAt: null }),
      },
    },
    ['a token of ours', { observed: {} }, 'register'],
  ],
  [
    'permission_missing',
    { registers: refusedFor('permission') },
    ['granted', { memory: { scopes: { list: 'a b', changedAt: AT } } }, 'register'],
    ['another token', { memory: { tokenReplacedAt: AT } }, 'register'],
  ],
  [
    'number_not_visible',
    { node: w.readRefused('not_visible') },
    ['shared', { node: {} }, 'register'],
  ],
  ['read_refused_unknown', { node: w.readRefused('unknown') }, ['shown', { node: {} }, 'register']],
  ['meta_unreachable', { node: w.TIMEOUT }, ['Meta answers', { node: {} }, 'register']],
  ['throttled', { node: w.readRefused('throttled') }, ['Meta answers', { node: {} }, 'register']],

  [
    'code_not_sent',
    { node: w.UNVERIFIED },
    ['Send the code', { intents: [w.sendCode()] }, 'requestCode'],
    ['a code from Meta’s own UI', { intents: [w.wish('submit_code')] }, 'verifyCode'],
    ['verified there', { node: {} }, 'register'],
  ],
  [
    'code_needed',
    { node: w.UNVERIFIED, memory: { code: w.codeSent(MINUTE) } },
    ['the code', { intents: [w.wish('submit_code')] }, 'verifyCode'],
    ['another code', { intents: [w.sendCode()] }, 'requestCode'],
  ],
  [
    'code_cooldown',
    {
      node: w.UNVERIFIED,
      memory: { code: w.codeSent(DAY, { sentAt: null, cooldownUntil: AT + MINUTE }) },
    },
    ['the code', { intents: [w.wish('submit_code')] }, 'verifyCode'],
    ['its end', { at: AT + MINUTE, intents: [w.sendCode()] }, 'requestCode'],
  ],
  [
    'reverification_needed',
    { registers: reverify },
    ['Send the code', { intents: [w.sendCode()] }, 'requestCode'],
    ['the code', { intents: [w.wish('submit_code')] }, 'verifyCode'],
    ['verified', { memory: { codeVerifiedAt: AT } }, 'register'],
  ],
  [
    'verification_inconsistent',
    { registers: reverify, memory: said },
    retried(reverify),
    ['Send the code', { intents: [w.sendCode()] }, 'requestCode'],
    ['the code', { intents: [w.wish('submit_code')] }, 'verifyCode'],
  ],

  [
    'name_pending_review',
    { node: w.IN_REVIEW, registers: probed },
    ['approved', { node: {}, memory: { name: { status: 'APPROVED', changedAt: AT } } }, 'register'],
    ['a day', later(23 * HOUR), 'register'],
    retried(probed),
  ],
  [
    'name_declined',
    { node: { nameStatus: 'DECLINED' }, registers: probed },
    ['another name', { intents: [w.wish('rename')] }, 'setDisplayName'],
    [
      'approved',
      {
        node: { newNameStatus: 'APPROVED' },
        memory: { name: { status: 'APPROVED', changedAt: AT } },
      },
      'register',
    ],
    retried(probed),
  ],
  [
    'name_missing',
    { node: { nameStatus: 'NONE' }, registers: w.manyRefused(3, 'name_not_ready') },
    ['a name', { intents: [w.wish('rename')] }, 'setDisplayName'],
    ['approved', { node: {}, memory: { name: { status: 'APPROVED', changedAt: AT } } }, 'register'],
    retried(w.manyRefused(3, 'name_not_ready')),
  ],

  [
    'confirming',
    { registers: [w.accepted(MINUTE)] },
    isLive,
    ['ten minutes', later(9 * MINUTE), 'register'],
  ],
  [
    'attempt_spaced',
    { registers: [w.refused('transient', 30 * SECOND)] },
    ['a minute', later(30 * SECOND), 'register'],
    retried([w.refused('transient', 30 * SECOND)]),
  ],
  ['accepted_not_applied', { registers: unapplied }, isLive, retried(unapplied)],
  [
    'pin_needed',
    { registers: wrongPin, number: { pinPolicy: 'ask' } },
    ['the PIN', { pin: { changedAt: AT } }, 'register'],
    ['Replace PIN', { intents: [w.wish('replace_pin')] }, 'replacePin'],
    ['turned off', { memory: { securityEventAt: AT } }, 'register'],
  ],
  [
    'pin_guess_lock',
    { registers: [w.refused('pin_guess_lock', HOUR)], pin: { changedAt: AT - MINUTE } },
    ['twelve hours', later(11 * HOUR), 'register'],
  ],
  [
    'attempts_exhausted',
    { registers: w.manyRefused(8) },
    ['the oldest leaves the window', later(72 * HOUR), 'register'],
    retried(w.manyRefused(8)),
  ],
  [
    'register_locked',
    { blockedUntil: AT + HOUR },
    ['the end of the block', later(HOUR), 'register'],
  ],
  [
    'deletion_settling',
    { registers: refusedFor('deletion_settling') },
    ['five minutes', later(4 * MINUTE), 'register'],
  ],
  [
    'number_in_use',
    { registers: refusedFor('number_in_use') },
    ['ten minutes', later(9 * MINUTE), 'register'],
    retried(refusedFor('number_in_use')),
  ],
  [
    'two_step_on',
    { registers: refusedFor('two_step_on') },
    ['turned off', { memory: { securityEventAt: AT } }, 'register'],
    ['the PIN', { pin: { changedAt: AT } }, 'register'],
    retried(refusedFor('two_step_on')),
  ],
  [
    'migration_blocked',
    { registers: refusedFor('migration_blocked') },
    retried(refusedFor('migration_blocked')),
  ],
  [
    'terms_not_accepted',
    { registers: refusedFor('terms_not_accepted') },
    ['another token', { memory: { tokenReplacedAt: AT } }, 'register'],
    retried(refusedFor('terms_not_accepted')),
  ],
  [
    'account_locked',
    { registers: refusedFor('account_locked'), observed: w.waba('BLOCKED') },
    ['the PIN', { pin: { changedAt: AT } }, 'register'],
    ['unlocked: the PIN it is', { observed: w.waba('AVAILABLE') }, 'replacePin'],
    retried(refusedFor('account_locked')),
  ],
  [
    'signup_expired',
    { registers: refusedFor('name_not_ready'), number: { signedUpAt: AT - 20 * DAY } },
    ['another signup', { number: { signedUpAt: AT }, at: AT + DAY }, 'register'],
  ],
  [
    'coexistence_unfinished',
    { node: onApp },
    ['linked in the app', { node: { ...w.LIVE, isOnBizApp: true } }, 'end'],
  ],
  [
    'coexistence_disconnected',
    { node: { ...onApp, status: 'DISCONNECTED' } },
    ['reconnected', { node: { ...w.LIVE, isOnBizApp: true } }, 'end'],
  ],
  [
    'deregistered_elsewhere',
    { memory: { registeredSeenAt: AT - HOUR, lost: { since: AT - HOUR } } },
    retried([]),
    ['automatic', { number: { reregisterPolicy: 'auto' } }, 'register'],
    isLive,
  ],
  ['refused_unknown', { registers: refusedFor('unknown') }, retried(refusedFor('unknown'))],

  ['activation_pending', { node: w.ACTIVATING, registers: [w.accepted(DAY)] }, isLive],
  [
    'activation_overdue',
    { node: w.ACTIVATING, registers: [w.accepted(9 * DAY)] },
    isLive,
    retried([w.accepted(9 * DAY)]),
  ],
  [
    'number_disconnected',
    { node: { platformType: 'CLOUD_API', status: 'DISCONNECTED' } },
    isLive,
    retried([]),
  ],
  [
    'access_withdrawn',
    { memory: { withdrawnAt: AT - DAY } },
    ['reconnected', { node: { lastOnboardedAt: new Date(AT).toISOString() } }, 'register'],
  ],
  ['number_banned', { node: { status: 'BANNED' } }, isLive],
  [
    'sender_rejected',
    {
      node: w.LIVE,
      memory: { senderRejectedAt: AT - MINUTE },
      registers: [w.accepted(HOUR, { purpose: 'sender_rejected' })],
    },
    retried([w.accepted(HOUR, { purpose: 'sender_rejected' })]),
    ['three days', later(3 * DAY), 'register'],
  ],

  [
    'subscribe_refused',
    {
      node: w.LIVE,
      observed: w.subscription(false),
      memory: { subscribe: w.wrote('refused', 30 * SECOND) },
    },
    ['a minute', later(30 * SECOND), 'subscribe'],
    ['Repair webhooks', { intents: [w.wish('repair_webhooks', SECOND)] }, 'subscribe'],
    ['subscribed by hand', { observed: w.subscription(true) }, 'end'],
  ],
  [
    'callback_unreachable',
    {
      node: {
        ...w.LIVE,
        ...w.NO_OVERRIDE,
        callbacks: { read: true, phoneNumber: null, waba: null, application: null },
      },
      observed: { appWebhooks: null },
      memory: {
        override: w.wrote('refused', 30 * SECOND, { refusal: w.refusal('callback_unverified') }),
      },
    },
    ['a minute', later(30 * SECOND), 'setOverride'],
    ['Repair webhooks', { intents: [w.wish('repair_webhooks', SECOND)] }, 'setOverride'],
  ],
  [
    'subscription_contested',
    {
      node: w.LIVE,
      observed: w.subscription(false),
      memory: {
        subscribe: w.wrote('accepted', HOUR, { accepted: [1, 2, 3, 4].map((n) => AT - n * HOUR) }),
      },
    },
    ['a day', later(DAY), 'subscribe'],
    ['Repair webhooks', { intents: [w.wish('repair_webhooks')] }, 'subscribe'],
    ['subscribed by hand', { observed: w.subscription(true) }, 'end'],
  ],
  [
    'messages_field_off',
    {
      node: w.LIVE,
      observed: { appWebhooks: w.known({ callbackUrl: w.APP_CALLBACK, messagesField: false }) },
    },
    ['turned on', { observed: {} }, 'end'],
  ],

  [
    'paused',
    { number: { paused: { actor: 'Ada', at: AT } } },
    ['resumed', { number: { paused: null } }, 'register'],
  ],
  [
    'unrecognised_state',
    { node: { platformType: 'SPACE_STATION' } },
    isLive,
    ['a state we know', { node: {} }, 'register'],
  ],
];

for (const [reason, before, ...exits] of waits) {
  describe(reason, () => {
    test('waits', () => {
      const decision = decide(w.makeWorld(before));
      expect([decision.reason, decision.step.kind]).toEqual([reason, 'wait']);
    });

    test.each(exits)('ends with: %s', (_, after, step) => {
      const decision = decide(w.makeWorld({ ...before, ...after }));
      expect([decision.step.kind, decision.reason === reason]).toEqual([step, false]);
    });

    test('Retry is one of them where it is offered', () => {
      expect(exits.some(([fact]) => fact === 'Retry')).toBe(reasons[reason].retry);
    });
  });
}

test('every reason stands here but those that end, or act', () => {
  const here: readonly string[] = waits.map(([reason]) => reason);
  const live = REASON_CODES.filter((code) => reasons[code].heading === 'can_send_or_receive');
  const missing = REASON_CODES.filter((code) => !here.includes(code));
  expect(missing.toSorted()).toEqual(
    [...live, 'in_progress', 'live', 'coexistence_live', 'number_gone', 'released'].toSorted(),
  );
});
