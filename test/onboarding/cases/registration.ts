import type { FailureClass } from '../../../src/graph/failure-class.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import type { ReasonCode } from '../../../src/onboarding/reasons.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const mismatch = w.refused('pin_mismatch', HOUR, { code: 133005 });
const healthy = w.waba('AVAILABLE');
const signedUp = (agoMs: number) => ({ signedUpAt: w.AT - agoMs });
const reviewedFor = (ageMs: number) => ({
  stage: 'name_review' as const,
  stageSince: w.AT - ageMs,
});
const nameRefused = (agoMs: number) => [w.refused('name_not_ready', agoMs, { purpose: 'probe' })];
const incomplete = w.refused('incomplete_deregistration', MINUTE, { code: 133000 });

/** A rung of a ladder: closed a second before, open at its end. */
function rung(
  failure: FailureClass,
  times: number,
  length: number,
  reason: ReasonCode,
  row = 'T',
): Case[] {
  const attempts = (newestAgoMs: number) =>
    Array.from({ length: times }, (_, n) => w.refused(failure, newestAgoMs + n * 25 * HOUR));
  const said = `${failure}, ${times} in a row`;
  return [
    [
      row,
      `${said}: a second before the rung ends`,
      { registers: attempts(length - SECOND) },
      'wait',
      reason,
      until(w.AT + SECOND),
    ],
    ['R3', `${said}: the rung is over`, { registers: attempts(length) }, 'register', 'in_progress'],
  ];
}

/** A time that Meta stated with a refusal: not paced, and instead of our own. */
const stated = (failure: FailureClass, reason: ReasonCode): Case[] => [
  [
    'T',
    `${failure} with 7 minutes stated: not paced`,
    {
      pace: 0.01,
      registers: [w.refused(failure, 7 * MINUTE - SECOND, { retryAfterMs: 7 * MINUTE })],
    },
    'wait',
    reason,
    until(w.AT + SECOND),
  ],
  [
    'R3',
    `${failure} with 7 minutes stated: over`,
    { registers: [w.refused(failure, 7 * MINUTE, { retryAfterMs: 7 * MINUTE })] },
    'register',
    'in_progress',
  ],
];

/** B: a refusal that stands whatever time passes. */
const personal = (failure: FailureClass, reason: ReasonCode): Case => [
  'B',
  `${failure}, a year ago`,
  { registers: [w.refused(failure, 365 * DAY, { code: 100, subcode: 7, details: 'Why' })] },
  'wait',
  reason,
  { step: { cadence: 'person', until: null }, slots: { code: '100/7', meta_message: 'Why' } },
];

// prettier-ignore
export const pinCases: readonly Case[] = [
  // --- P1
  ['P1', '133005', { registers: [mismatch] }, 'replacePin', 'in_progress', { step: { intentId: null }, keepStage: true }],
  ['P1', '133008: replaced at once, registered when the lock ends', { registers: [w.refused('pin_guess_lock', HOUR)] }, 'replacePin', 'in_progress'],
  ['P1', '133009', { registers: [w.refused('pin_guess_fast', MINUTE)] }, 'replacePin', 'in_progress'],
  ['P1', '131031 with a healthy WABA is a wrong PIN', { registers: [w.refused('account_locked', HOUR)], observed: healthy }, 'replacePin', 'in_progress'],
  ['B', '131031 with a blocked WABA', { registers: [w.refused('account_locked', HOUR)], observed: w.waba('BLOCKED') }, 'wait', 'account_locked'],
  ['B', '131031 with a WABA that could not be read', { registers: [w.refused('account_locked', HOUR)], observed: { waba: w.TIMEOUT } }, 'wait', 'account_locked'],
  ['P1', 'a PIN is set, and none of ours was ever tried', { node: { isPinEnabled: true } }, 'replacePin', 'in_progress'],
  ['P1', 'a PIN is set, and ours is only stored', { node: { isPinEnabled: true }, pin: { state: 'stored' } }, 'replacePin', 'in_progress'],
  ['R3', 'a PIN is set, and it is ours', { node: { isPinEnabled: true }, pin: { state: 'proven' } }, 'register', 'in_progress'],
  ['R3', 'a PIN is set, and a person gave it: tried before it is replaced', { node: { isPinEnabled: true }, pin: { state: 'stored', supplied: true } }, 'register', 'in_progress'],
  ['R4', 'a PIN is set, and the name in review was probed with ours', { node: { ...w.IN_REVIEW, isPinEnabled: true }, registers: nameRefused(2 * DAY), pin: { state: 'stored' } }, 'register', 'in_progress'],
  ['P2', 'it was registered here, and comes back with another PIN: somebody else took it', { registers: [mismatch], memory: { registeredSeenAt: w.AT - DAY } }, 'wait', 'pin_needed'],
  ['P1', 'the same, but a person decided that it comes back', { registers: [w.refused('pin_mismatch', HOUR, { purpose: 'consent' })], memory: { registeredSeenAt: w.AT - DAY } }, 'replacePin', 'in_progress'],
  ['P1', 'the PIN goes before the name', { node: w.IN_REVIEW, registers: [mismatch] }, 'replacePin', 'in_progress'],
  ['P1', 'replaced a day ago', { registers: [mismatch], memory: { pinReplace: w.wrote('accepted', DAY) } }, 'replacePin', 'in_progress'],
  ['P2', 'replaced a second less than a day ago: at most once a day', { registers: [mismatch], memory: { pinReplace: w.wrote('accepted', DAY - SECOND) } }, 'wait', 'pin_needed'],
  ['P1', 'the answer was lost 5 minutes ago', { registers: [mismatch], memory: { pinReplace: w.wrote('unknown', 5 * MINUTE) } }, 'replacePin', 'in_progress'],
  ['P2', 'the answer was lost less than 5 minutes ago', { registers: [mismatch], memory: { pinReplace: w.wrote('unknown', 5 * MINUTE - SECOND) } }, 'wait', 'pin_needed'],
  ['P2', 'lost three times, within the hour', { registers: [mismatch], memory: { pinReplace: w.wrote('unknown', HOUR - SECOND, { failures: 3 }) } }, 'wait', 'pin_needed'],
  ['P2', 'lost four times: a day, like any other', { registers: [mismatch], memory: { pinReplace: w.wrote('unknown', DAY - SECOND, { failures: 4 }) } }, 'wait', 'pin_needed'],

  // --- P2
  ['P2', 'policy ask', { number: { pinPolicy: 'ask' }, registers: [mismatch] }, 'wait', 'pin_needed', every('person')],
  ['P2', 'policy ask, a PIN is set that nobody gave us', { number: { pinPolicy: 'ask' }, node: { isPinEnabled: true } }, 'wait', 'pin_needed'],
  ['P2', 'live on premises elsewhere: nobody’s PIN is replaced', { node: { platformType: 'ON_PREMISE' }, registers: [mismatch] }, 'wait', 'pin_needed'],
  ['P2', 'replacing was refused an hour ago', { registers: [mismatch], memory: { pinReplace: w.wrote('refused', HOUR) } }, 'wait', 'pin_needed'],
  ['R3', 'the PIN was supplied or replaced since', { registers: [mismatch], pin: { changedAt: w.AT - MINUTE } }, 'register', 'in_progress'],
  ['P1', 'the PIN changed before that refusal', { registers: [mismatch], pin: { changedAt: w.AT - HOUR } }, 'replacePin', 'in_progress'],
  ['R3', 'a security event since: the owner changed the PIN', { registers: [mismatch], memory: { securityEventAt: w.AT - MINUTE } }, 'register', 'in_progress'],
  ['T', 'the PIN changed since 133008, but only time lifts the lock', { registers: [w.refused('pin_guess_lock', HOUR)], pin: { changedAt: w.AT - MINUTE } }, 'wait', 'pin_guess_lock', until(w.AT + 11 * HOUR)],
];

// prettier-ignore
export const blockedCases: readonly Case[] = [
  // --- B
  personal('two_step_on', 'two_step_on'),
  personal('migration_blocked', 'migration_blocked'),
  personal('terms_not_accepted', 'terms_not_accepted'),
  personal('account_locked', 'account_locked'),
  personal('permission', 'permission_missing'),
  personal('token', 'permission_missing'),
  personal('not_visible', 'permission_missing'),
  personal('pin_invalid', 'refused_unknown'),
  personal('certificate_unknown', 'refused_unknown'),
  personal('invalid_request', 'refused_unknown'),
  personal('not_registered', 'refused_unknown'),
  personal('unknown', 'refused_unknown'),
  ...rung('number_in_use', 1, 10 * MINUTE, 'number_in_use', 'B'),
  ...rung('number_in_use', 2, HOUR, 'number_in_use', 'B'),
  ...rung('number_in_use', 3, DAY, 'number_in_use', 'B'),
  ...rung('number_in_use', 5, DAY, 'number_in_use', 'B'),
  ['R3', 'two-step verification, and the PIN was supplied since', { registers: [w.refused('two_step_on', HOUR)], pin: { changedAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['R3', 'two-step verification, and a security event since', { registers: [w.refused('two_step_on', HOUR)], memory: { securityEventAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['R3', 'an invalid PIN, and another one since', { registers: [w.refused('pin_invalid', HOUR)], pin: { changedAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['R3', 'a permission was missing, and the token was replaced since', { registers: [w.refused('permission', HOUR)], memory: { tokenReplacedAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['R3', 'the terms were not accepted, and the token was replaced since', { registers: [w.refused('terms_not_accepted', HOUR)], memory: { tokenReplacedAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['B', 'the token was replaced in the instant of the refusal: not since', { registers: [w.refused('permission', HOUR)], memory: { tokenReplacedAt: w.AT - HOUR } }, 'wait', 'permission_missing'],
  ['B', 'a new token does not answer a migration', { registers: [w.refused('migration_blocked', HOUR)], memory: { tokenReplacedAt: w.AT - 1, codeVerifiedAt: w.AT - 1, securityEventAt: w.AT - 1 }, pin: { changedAt: w.AT - 1 } }, 'wait', 'migration_blocked'],
  ['B', 'a decision about the name does not answer a used number', { registers: [w.refused('number_in_use', MINUTE)], memory: { name: { status: 'APPROVED', changedAt: w.AT - 1 } } }, 'wait', 'number_in_use'],
  ['O', 'the terms, and a consent', { registers: [w.refused('terms_not_accepted', HOUR)], intents: [w.consent(w.refused('terms_not_accepted', HOUR))] }, 'register', 'in_progress'],
  ['B', 'B goes before the closed gate: the person learns what to do', { registers: [w.refused('terms_not_accepted', HOUR), ...w.manyRefused(9)] }, 'wait', 'terms_not_accepted'],

  // --- B, 133000
  ['B', '133000: the deregistration is repeated', { registers: [incomplete] }, 'deregister', 'in_progress', { step: { expectedAttempts: 0 } }],
  ['B', '133000, 8 deregistrations in 72 h: its own window', { registers: [incomplete], deregisters: w.manyRefused(8) }, 'wait', 'attempt_spaced', until(w.AT - 9 * HOUR + 3 * DAY)],
  ['B', '133000, Meta blocks deregistering', { registers: [incomplete], deregisterBlockedUntil: w.AT + HOUR }, 'wait', 'attempt_spaced', until(w.AT + HOUR)],
  ['T', '133000, deregistered since: the number is released within minutes', { registers: [incomplete], deregisters: [w.accepted(SECOND)] }, 'wait', 'attempt_spaced', until(w.AT + 4 * MINUTE)],
  ['T', '133000, deregistering was refused since: not again for the same refusal', { registers: [incomplete], deregisters: [w.refused('already_deregistered', SECOND)] }, 'wait', 'attempt_spaced'],
  ['R3', '133000, deregistered since, 5 minutes', { registers: [w.refused('incomplete_deregistration', 5 * MINUTE)], deregisters: [w.accepted(4 * MINUTE)] }, 'register', 'in_progress'],
  ['T', '133000 twice: the two windows are not used up in a minute', { registers: [w.refused('incomplete_deregistration', 6 * MINUTE), w.refused('incomplete_deregistration', HOUR)], deregisters: [w.accepted(5 * MINUTE), w.accepted(59 * MINUTE)] }, 'wait', 'attempt_spaced', until(w.AT + 54 * MINUTE)],

  // --- D
  ['D', '15 days after the signup, refused for the name since the deadline', { number: signedUp(15 * DAY), registers: nameRefused(HOUR) }, 'wait', 'signup_expired', every('person')],
  ['B', '15 days after the signup, the terms are what a person can do', { number: signedUp(15 * DAY), registers: [w.refused('terms_not_accepted', HOUR)] }, 'wait', 'terms_not_accepted'],
  ['N1', 'refused before the deadline', { number: signedUp(14 * DAY + HOUR), node: w.IN_REVIEW, registers: nameRefused(2 * HOUR) }, 'wait', 'name_pending_review'],
  ['R3', '15 days after the signup, never tried: Meta decides', { number: signedUp(15 * DAY) }, 'register', 'in_progress'],
  ['T', '15 days after the signup, refused for a reason that passes', { number: signedUp(15 * DAY), registers: [w.refused('transient', SECOND)] }, 'wait', 'attempt_spaced'],
  ['R3', '15 days after the signup, refused for a name that was approved since', { number: signedUp(15 * DAY), registers: nameRefused(HOUR), memory: { name: { status: 'APPROVED', changedAt: w.AT - MINUTE } } }, 'register', 'in_progress'],
  ['N1', '13 days after the signup', { number: signedUp(13 * DAY), node: w.IN_REVIEW, registers: nameRefused(HOUR) }, 'wait', 'name_pending_review'],

  // --- T: the window
  ['R3', '7 attempts in 72 h', { registers: w.manyRefused(7) }, 'register', 'in_progress', { step: { expectedAttempts: 7 } }],
  ['T', '8 attempts in 72 h', { registers: w.manyRefused(8) }, 'wait', 'attempts_exhausted', { step: { until: w.AT - 9 * HOUR + 3 * DAY }, slots: { used: '8', next_slot_at: '2026-11-21 03:00 UTC' } }],
  ['T', '9 attempts in 72 h', { registers: w.manyRefused(9) }, 'wait', 'attempts_exhausted', { slots: { used: '9' } }],
  ['T', '10 attempts in 72 h', { registers: w.manyRefused(10) }, 'wait', 'attempts_exhausted', { slots: { used: '10' } }],
  ['R3', '8 attempts, the oldest 72 h ago', { registers: [...w.manyRefused(7), w.refused('transient', 3 * DAY)] }, 'register', 'in_progress'],
  ['T', '8 attempts, the oldest a second less than 72 h ago: not paced', { pace: 0.01, registers: [...w.manyRefused(7), w.refused('transient', 3 * DAY - SECOND)] }, 'wait', 'attempts_exhausted', until(w.AT + SECOND)],
  ['T', '8 accepted or lost attempts count too', { registers: [w.refused('transient', 2 * HOUR), ...Array.from({ length: 7 }, (_, n) => w.accepted((n + 3) * HOUR))] }, 'wait', 'attempts_exhausted'],
  ['R3', '10 deregistrations: another window', { deregisters: w.manyRefused(10) }, 'register', 'in_progress'],
  // --- T: Meta's block
  ['T', 'Meta blocks registering', { blockedUntil: w.AT + HOUR }, 'wait', 'register_locked', { ...until(w.AT + HOUR), slots: { until: '2026-11-18 13:00 UTC' } }],
  ['R3', 'Meta’s block is over', { blockedUntil: w.AT }, 'register', 'in_progress'],
  ['T', 'Meta’s block goes before the window', { blockedUntil: w.AT + HOUR, registers: w.manyRefused(8) }, 'wait', 'register_locked'],
  ...rung('attempts_locked', 1, 72 * HOUR, 'register_locked'),
  ['T', '133016 is Meta’s: not paced', { pace: 0.01, registers: [w.refused('attempts_locked', DAY)] }, 'wait', 'register_locked', until(w.AT + 2 * DAY)],
  // --- T: spacing
  ...rung('transient', 1, MINUTE, 'attempt_spaced'),
  ...rung('transient', 2, 5 * MINUTE, 'attempt_spaced'),
  ...rung('transient', 3, 15 * MINUTE, 'attempt_spaced'),
  ...rung('transient', 4, HOUR, 'attempt_spaced'),
  ...rung('transient', 6, HOUR, 'attempt_spaced'),
  ...rung('migration_transient', 1, MINUTE, 'attempt_spaced'),
  ...rung('throttled', 1, 15 * MINUTE, 'attempt_spaced'),
  ...rung('maintenance', 1, 15 * MINUTE, 'attempt_spaced'),
  ...rung('deletion_settling', 1, 5 * MINUTE, 'deletion_settling'),
  ...rung('deletion_settling', 2, 10 * MINUTE, 'deletion_settling'),
  ...rung('deletion_settling', 3, 30 * MINUTE, 'deletion_settling'),
  ...rung('deletion_settling', 7, 30 * MINUTE, 'deletion_settling'),
  ...stated('throttled', 'attempt_spaced'),
  ...stated('maintenance', 'attempt_spaced'),
  ['T', '133009 without a time', { registers: [w.refused('pin_guess_fast', MINUTE)], pin: { changedAt: w.AT - 1 } }, 'wait', 'pin_guess_lock', until(w.AT + 4 * MINUTE)],
  ['T', '133009 with the time in its details', { registers: [w.refused('pin_guess_fast', MINUTE, { retryAfterMs: 3 * MINUTE })], pin: { changedAt: w.AT - 1 } }, 'wait', 'pin_guess_lock', until(w.AT + 2 * MINUTE)],
  ['T', '133008 without a time: 12 h', { registers: [w.refused('pin_guess_lock', HOUR)], pin: { changedAt: w.AT - 1 } }, 'wait', 'pin_guess_lock', until(w.AT + 11 * HOUR)],
  ['R3', '133008, 12 h ago, and our PIN is set', { registers: [w.refused('pin_guess_lock', 12 * HOUR)], pin: { changedAt: w.AT - 1 } }, 'register', 'in_progress'],
  ['T', 'our own spacing is paced', { pace: 0.5, registers: [w.refused('transient', 29 * SECOND)] }, 'wait', 'attempt_spaced', { ...until(w.AT + SECOND), slots: { meta_message: 'Meta says transient' } }],
  ['R3', 'another kind of refusal starts its own ladder', { registers: [w.refused('transient', MINUTE), w.refused('throttled', HOUR), w.refused('transient', 2 * HOUR)] }, 'register', 'in_progress'],
  ['T', 'an approved name that is refused for the name: daily', { registers: nameRefused(HOUR) }, 'wait', 'attempt_spaced', until(w.AT + 23 * HOUR)],
  ['R3', 'an approved name that was refused for the name a day ago', { registers: nameRefused(DAY) }, 'register', 'in_progress'],
  ['R3', 'refused for the name, approved since', { registers: nameRefused(HOUR), memory: { name: { status: 'APPROVED', changedAt: w.AT - 1 } } }, 'register', 'in_progress'],
];

// prettier-ignore
export const nameCases: readonly Case[] = [
  // --- R3
  ['R3', 'not registered, VERIFIED, APPROVED', {}, 'register', 'in_progress', { step: { purpose: 'first', consentId: null, expectedAttempts: 0 }, slots: { step: 'register' }, keepStage: false }],
  ['R3', 'AVAILABLE_WITHOUT_REVIEW', { node: { nameStatus: 'AVAILABLE_WITHOUT_REVIEW' } }, 'register', 'in_progress'],
  ['R3', 'ON_PREMISE', { node: { platformType: 'ON_PREMISE' } }, 'register', 'in_progress'],
  ['R3', 'platform absent', { node: { platformType: null } }, 'register', 'in_progress'],
  ['R3', 'DECLINED, but the new name is APPROVED', { node: { nameStatus: 'DECLINED', newNameStatus: 'APPROVED' } }, 'register', 'in_progress'],
  ['R3', 'not the first attempt', { registers: [w.refused('transient', DAY)] }, 'register', 'in_progress', { step: { purpose: 'retry' } }],

  // --- R4
  ['R4', 'PENDING_REVIEW, never probed', { node: w.IN_REVIEW }, 'register', 'in_progress', { step: { purpose: 'probe' }, keepStage: true }],
  ['R4', 'NONE, never probed', { node: { nameStatus: 'NONE' } }, 'register', 'in_progress', { step: { purpose: 'probe' } }],
  ['R4', 'NON_EXISTS, never probed', { node: { nameStatus: 'NON_EXISTS' } }, 'register', 'in_progress'],
  ['R4', 'name absent', { node: { nameStatus: null } }, 'register', 'in_progress'],
  ['R4', 'a name status nobody knows', { node: { nameStatus: 'UNDER_THE_MOON' } }, 'register', 'in_progress'],
  ['R4', 'APPROVED, code EXPIRED', { node: { codeVerification: 'EXPIRED' } }, 'register', 'in_progress', { step: { purpose: 'probe' } }],
  ['R4', 'APPROVED, code absent', { node: { codeVerification: null } }, 'register', 'in_progress', { step: { purpose: 'probe' } }],
  ['R4', 'APPROVED, but the new name is in review', { node: { newNameStatus: 'PENDING_REVIEW' } }, 'register', 'in_progress', { step: { purpose: 'probe' } }],
  ['N1', 'in review, probed a second less than a day ago', { node: w.IN_REVIEW, registers: nameRefused(DAY - SECOND) }, 'wait', 'name_pending_review', { step: { cadence: 'name_review', until: w.AT + SECOND } }],
  ['R4', 'in review, probed a day ago', { node: w.IN_REVIEW, registers: nameRefused(DAY) }, 'register', 'in_progress'],
  ['R4', 'in review for less than three days: daily', { node: w.IN_REVIEW, number: reviewedFor(3 * DAY - SECOND), registers: nameRefused(DAY) }, 'register', 'in_progress'],
  ['N1', 'in review for three days: every 72 h', { node: w.IN_REVIEW, number: reviewedFor(3 * DAY), registers: nameRefused(3 * DAY - SECOND) }, 'wait', 'name_pending_review', until(w.AT + SECOND)],
  ['R4', 'in review for three days, probed 72 h ago', { node: w.IN_REVIEW, number: reviewedFor(3 * DAY), registers: nameRefused(3 * DAY) }, 'register', 'in_progress'],
  ['R4', 'in review for a month, another name for two days: daily again', { node: w.IN_REVIEW, number: reviewedFor(30 * DAY), memory: { name: { status: 'PENDING_REVIEW', changedAt: w.AT - 2 * DAY } }, registers: nameRefused(DAY) }, 'register', 'in_progress'],
  ['N1', 'in review for a month, another name for three days: every 72 h', { node: w.IN_REVIEW, number: reviewedFor(30 * DAY), memory: { name: { status: 'PENDING_REVIEW', changedAt: w.AT - 3 * DAY } }, registers: nameRefused(DAY) }, 'wait', 'name_pending_review', until(w.AT + 2 * DAY)],
  ['R4', 'our own rhythm is paced', { pace: 0.1, node: w.IN_REVIEW, registers: nameRefused(DAY / 10) }, 'register', 'in_progress'],
  ['N1', 'Meta stated two days with the refusal', { node: w.IN_REVIEW, registers: [w.refused('name_not_ready', 25 * HOUR, { retryAfterMs: 2 * DAY })] }, 'wait', 'name_pending_review', until(w.AT + 23 * HOUR)],
  ['N1', 'a consent was refused for the name: it counts as a probe', { node: w.IN_REVIEW, registers: [w.refused('name_not_ready', HOUR, { purpose: 'consent' })] }, 'wait', 'name_pending_review'],
  ['N1', 'probed in the instant the name was first seen', { node: w.IN_REVIEW, registers: nameRefused(SECOND), memory: { name: { status: 'PENDING_REVIEW', changedAt: w.AT - SECOND } } }, 'wait', 'name_pending_review', until(w.AT + DAY - SECOND)],
  ['R4', 'a new name since the last probe', { node: w.IN_REVIEW, registers: nameRefused(HOUR), memory: { name: { status: 'PENDING_REVIEW', changedAt: w.AT - 1 } } }, 'register', 'in_progress'],
  ['T', '8 attempts: a probe does not spend a person’s', { node: w.IN_REVIEW, registers: w.manyRefused(8, 'name_not_ready', 25 * HOUR) }, 'wait', 'attempts_exhausted'],
  ['T', 'a probe was refused for a reason that passes', { node: w.IN_REVIEW, registers: [w.refused('transient', SECOND)] }, 'wait', 'attempt_spaced'],
  ['R4', 'NONE, two probes, the last a day ago', { node: { nameStatus: 'NONE' }, registers: [...nameRefused(DAY), ...nameRefused(2 * DAY)] }, 'register', 'in_progress'],
  ['N2', 'NONE, three probes', { node: { nameStatus: 'NONE' }, registers: [...nameRefused(9 * DAY), ...nameRefused(10 * DAY), ...nameRefused(11 * DAY)] }, 'wait', 'name_missing', { step: { cadence: 'person', until: null }, slots: { name_status: 'NONE' } }],
  ['R4', 'PENDING_REVIEW, many probes: still worth one', { node: w.IN_REVIEW, registers: [...nameRefused(9 * DAY), ...nameRefused(10 * DAY), ...nameRefused(11 * DAY)] }, 'register', 'in_progress'],
  ['R4', 'APPROVED, code EXPIRED, in review for a week: asked daily, and never called in review', { number: reviewedFor(7 * DAY), node: { codeVerification: 'EXPIRED' }, registers: nameRefused(DAY) }, 'register', 'in_progress'],

  // --- N1, N2
  ['N1', 'in review, probed an hour ago', { node: w.IN_REVIEW, registers: nameRefused(HOUR) }, 'wait', 'name_pending_review', { step: { cadence: 'name_review', until: w.AT + 23 * HOUR } }],
  ['N2', 'NONE, probed an hour ago', { node: { nameStatus: 'NONE' }, registers: nameRefused(HOUR) }, 'wait', 'name_missing', until(w.AT + 23 * HOUR)],
  ['N2', 'DECLINED: never probed', { node: { nameStatus: 'DECLINED' } }, 'wait', 'name_declined', every('person')],
  ['N2', 'EXPIRED', { node: { nameStatus: 'EXPIRED' } }, 'wait', 'name_declined'],
  ['N2', 'the new name was declined, whatever the old one', { node: { newNameStatus: 'DECLINED' } }, 'wait', 'name_declined'],
  ['N2', 'declined after a probe', { node: { nameStatus: 'DECLINED' }, registers: nameRefused(HOUR) }, 'wait', 'name_declined'],
  ['O', 'name_declined offers Retry', { node: { nameStatus: 'DECLINED' }, intents: [w.consent()] }, 'register', 'in_progress'],

  // --- U
  ['U', 'a platform nobody knows', { node: { platformType: 'CLOUD_API_2' } }, 'wait', 'unrecognised_state', { step: { cadence: 'steady' }, slots: { fields: 'status PENDING, platform_type CLOUD_API_2, code_verification_status VERIFIED' } }],
  ['U', 'registered, with a status nobody knows', { node: { status: 'LINKED', platformType: 'CLOUD_API' } }, 'wait', 'unrecognised_state'],
  ['U', 'neither status nor platform: nothing is known, nothing is written', { node: { status: null, platformType: null, codeVerification: null } }, 'wait', 'unrecognised_state', { slots: { fields: 'status absent, platform_type absent, code_verification_status absent' } }],
  ['U', 'FLAGGED, platform absent: a state of live numbers', { node: { status: 'FLAGGED', platformType: null } }, 'wait', 'unrecognised_state'],
  ['R3', 'a status nobody knows of a number that is not registered', { node: { status: 'LINKED' } }, 'register', 'in_progress'],
];
