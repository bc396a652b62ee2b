import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const reverify = w.refused('verification_needed', HOUR, { code: 133006 });
const byItself = { verification: { method: 'VOICE' as const, language: 'de' } };
const never = w.codeSent(0, { requestedAt: 0, sentAt: null });

/** V1–V3: ownership comes before registering. */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const verificationCases: readonly Case[] = [
  // --- V1
  ['V1', 'a code was handed in', { node: w.UNVERIFIED, intents: [w.wish('submit_code')] }, 'verifyCode', 'in_progress', { step: { intentId: 'submit_code' }, slots: { step: 'verifyCode' } }],
  ['V1', 'handed in though none was sent by us: it may be from Meta’s own page', { node: w.UNVERIFIED, memory: {}, intents: [w.wish('submit_code')] }, 'verifyCode', 'in_progress'],
  ['V1', 'handed in during a cool-down', { node: w.UNVERIFIED, memory: { code: w.codeSent(MINUTE, { cooldownUntil: w.AT + HOUR }) }, intents: [w.wish('submit_code')] }, 'verifyCode', 'in_progress'],
  ['V1', 'handed in, after an unspent 133006', { registers: [reverify], intents: [w.wish('submit_code')] }, 'verifyCode', 'in_progress'],
  ['V1', 'handed in, after 2388001 with the ownership text', { registers: [w.refused('ownership_unconfirmed', HOUR)], intents: [w.wish('submit_code')] }, 'verifyCode', 'in_progress'],
  ['V1', 'a code goes before asking for another', { node: w.UNVERIFIED, intents: [w.sendCode(), w.wish('submit_code')] }, 'verifyCode', 'in_progress'],
  ['V1', 'handed in a second less than 15 minutes ago', { node: w.UNVERIFIED, intents: [w.wish('submit_code', 15 * MINUTE - SECOND)] }, 'verifyCode', 'in_progress'],
  ['V3', 'handed in 15 minutes ago: a dead code costs a try', { node: w.UNVERIFIED, intents: [w.wish('submit_code', 15 * MINUTE)] }, 'wait', 'code_not_sent'],
  ['V1', 'a fresh code is handed in though a dead one waits before it', { node: w.UNVERIFIED, intents: [{ ...w.wish('submit_code', HOUR), id: 'dead' }, w.wish('submit_code')] }, 'verifyCode', 'in_progress', { step: { intentId: 'submit_code' } }],
  ['R3', 'a code nobody needs', { intents: [w.wish('submit_code')] }, 'register', 'in_progress'],

  // --- V2
  ['V2', 'a code was asked for', { node: w.UNVERIFIED, intents: [w.sendCode('VOICE')] }, 'requestCode', 'in_progress', { step: { intentId: 'send_code', method: 'VOICE', language: 'en_US' } }],
  ['V3', 'asked for 15 minutes ago: no phone rings at night', { node: w.UNVERIFIED, intents: [{ ...w.sendCode(), createdAt: w.AT - 15 * MINUTE }] }, 'wait', 'code_not_sent'],
  ['V2', 'one is wished for whenever the number needs it', { number: byItself, node: w.UNVERIFIED }, 'requestCode', 'in_progress', { step: { intentId: null, method: 'VOICE', language: 'de' } }],
  ['V3', 'one was requested by itself already: never a second time', { number: byItself, node: w.UNVERIFIED, memory: { code: w.codeSent(DAY) } }, 'wait', 'code_needed'],
  ['V3', 'requested by itself and refused, cool-down over: never a second time', { number: byItself, node: w.UNVERIFIED, memory: { code: w.codeSent(DAY, { sentAt: null, cooldownUntil: w.AT - HOUR }) } }, 'wait', 'code_not_sent'],
  ['V2', 'asked for again by a person', { node: w.UNVERIFIED, memory: { code: w.codeSent(DAY) }, intents: [w.sendCode()] }, 'requestCode', 'in_progress'],
  ['V3', 'asked for a second before the cool-down ends', { node: w.UNVERIFIED, memory: { code: { ...never, cooldownUntil: w.AT + SECOND } }, intents: [w.sendCode()] }, 'wait', 'code_cooldown', { ...until(w.AT + SECOND), slots: { until: '2026-11-18 12:00 UTC' } }],
  ['V2', 'asked for when the cool-down ends', { node: w.UNVERIFIED, memory: { code: { ...never, cooldownUntil: w.AT } }, intents: [w.sendCode()] }, 'requestCode', 'in_progress'],
  ['V2', 'an unspent 133006 on a VERIFIED number: one more by itself', { number: byItself, registers: [reverify], memory: { code: w.codeSent(DAY) } }, 'requestCode', 'in_progress'],
  ['V3', 'one was requested since that 133006', { number: byItself, registers: [reverify], memory: { code: w.codeSent(MINUTE) } }, 'wait', 'code_needed'],
  ['V3', 'the code sent since that 133006 is dead: a new one must be sent', { number: byItself, registers: [reverify], memory: { code: w.codeSent(10 * MINUTE) } }, 'wait', 'reverification_needed'],
  ['V3', 'it has a second to live', { number: byItself, registers: [reverify], memory: { code: w.codeSent(10 * MINUTE - SECOND) } }, 'wait', 'code_needed'],
  ['T', '136024 while VERIFIED spends the 133006: one attempt follows after 1 h', { registers: [reverify], memory: { code: w.codeSent(MINUTE, { sentAt: null, alreadyVerifiedAt: w.AT - MINUTE }) } }, 'wait', 'attempt_spaced', until(w.AT + 59 * MINUTE)],
  ['R3', '136024 while VERIFIED, an hour ago', { registers: [w.refused('verification_needed', 2 * HOUR)], memory: { code: w.codeSent(HOUR, { sentAt: null, alreadyVerifiedAt: w.AT - HOUR }) } }, 'register', 'in_progress'],
  ['V3', 'and refused with 133006 again: Meta contradicts itself', { registers: [reverify], memory: { code: w.codeSent(2 * HOUR, { sentAt: null, alreadyVerifiedAt: w.AT - 2 * HOUR }) } }, 'wait', 'verification_inconsistent', every('person')],
  ['V3', 'inconsistent: no further code is asked for by itself', { number: byItself, registers: [reverify], memory: { code: w.codeSent(2 * HOUR, { sentAt: null, alreadyVerifiedAt: w.AT - 2 * HOUR }) } }, 'wait', 'verification_inconsistent'],
  ['V2', 'inconsistent: a person may ask for another code', { registers: [reverify], memory: { code: w.codeSent(2 * HOUR, { sentAt: null, alreadyVerifiedAt: w.AT - 2 * HOUR }) }, intents: [w.sendCode()] }, 'requestCode', 'in_progress', { step: { intentId: 'send_code' } }],
  ['V3', 'inconsistent: not before the cool-down of the last one is over', { registers: [reverify], memory: { code: w.codeSent(MINUTE, { sentAt: null, alreadyVerifiedAt: w.AT - 2 * HOUR, cooldownUntil: w.AT + SECOND }) }, intents: [w.sendCode()] }, 'wait', 'verification_inconsistent'],
  ['V3', 'inconsistent no more: Meta has sent a code since', { registers: [reverify], memory: { code: w.codeSent(MINUTE, { alreadyVerifiedAt: w.AT - 2 * HOUR }) } }, 'wait', 'code_needed'],
  ['V3', 'inconsistent no more: that code is dead, and another may be sent', { registers: [reverify], memory: { code: w.codeSent(30 * MINUTE, { alreadyVerifiedAt: w.AT - 2 * HOUR }) } }, 'wait', 'reverification_needed'],
  ['V3', 'it said so before the number was registered last: another story', { registers: [reverify], number: { reregisterPolicy: 'auto' }, memory: { registeredSeenAt: w.AT - 90 * MINUTE, lost: { since: w.AT - 80 * MINUTE }, code: w.codeSent(2 * HOUR, { sentAt: null, alreadyVerifiedAt: w.AT - 2 * HOUR }) } }, 'wait', 'reverification_needed'],

  // --- V3
  ['V3', 'NOT_VERIFIED, no code sent', { node: w.UNVERIFIED }, 'wait', 'code_not_sent', every('person')],
  ['V3', 'NOT_VERIFIED goes before an approved name: the seed registered such numbers', { node: { ...w.UNVERIFIED, nameStatus: 'APPROVED' } }, 'wait', 'code_not_sent'],
  ['V3', 'NOT_VERIFIED goes before a name in review', { node: { ...w.UNVERIFIED, ...w.IN_REVIEW } }, 'wait', 'code_not_sent'],
  ['V3', 'NOT_VERIFIED goes before a PIN that is not ours', { node: { ...w.UNVERIFIED, isPinEnabled: true } }, 'wait', 'code_not_sent'],
  ['V3', 'a code was sent by SMS', { node: w.UNVERIFIED, memory: { code: w.codeSent(3 * MINUTE) } }, 'wait', 'code_needed', { ...until(w.AT + 7 * MINUTE), slots: { method: 'SMS', ago: '3 minutes ago' } }],
  ['V3', 'a code was sent by a call', { node: w.UNVERIFIED, memory: { code: w.codeSent(HOUR, { method: 'VOICE' }) } }, 'wait', 'code_needed', { ...every('person'), slots: { method: 'voice call', ago: '1 hour ago' } }],
  ['V3', 'a code that may still be valid goes before the cool-down', { node: w.UNVERIFIED, memory: { code: w.codeSent(9 * MINUTE, { cooldownUntil: w.AT + HOUR }) } }, 'wait', 'code_needed'],
  ['V3', 'a code of 10 minutes ago during a cool-down', { node: w.UNVERIFIED, memory: { code: w.codeSent(10 * MINUTE, { cooldownUntil: w.AT + HOUR }) } }, 'wait', 'code_cooldown', until(w.AT + HOUR)],
  ['V3', '133006 on a VERIFIED number', { registers: [reverify] }, 'wait', 'reverification_needed'],
  ['V3', '133006 on a number whose code is EXPIRED', { node: { codeVerification: 'EXPIRED' }, registers: [reverify] }, 'wait', 'reverification_needed'],
  ['V3', '2388001 with the ownership text', { registers: [w.refused('ownership_unconfirmed', HOUR)] }, 'wait', 'reverification_needed'],
  ['V3', 'refused for want of ownership before the deadline of the signup', { number: { signedUpAt: w.AT - 13 * DAY }, registers: [w.refused('ownership_unconfirmed', HOUR)] }, 'wait', 'reverification_needed'],
  ['D', 'refused for want of ownership after the deadline: no code helps', { number: { signedUpAt: w.AT - 15 * DAY }, registers: [w.refused('ownership_unconfirmed', HOUR)] }, 'wait', 'signup_expired'],
  ['V3', 'the code before that 133006 does not count', { registers: [reverify], memory: { code: w.codeSent(2 * HOUR) } }, 'wait', 'reverification_needed'],
  ['R3', 'verified since that 133006', { registers: [reverify], memory: { codeVerifiedAt: w.AT - MINUTE } }, 'register', 'in_progress'],
  ['R3', 'Meta accepted a code since that 133006', { registers: [reverify], memory: { code: w.codeSent(30 * MINUTE, { verifiedAt: w.AT - MINUTE }) } }, 'register', 'in_progress'],
  ['V3', 'verified before that 133006: spent only by something newer', { registers: [reverify], memory: { codeVerifiedAt: w.AT - HOUR } }, 'wait', 'reverification_needed'],
];
