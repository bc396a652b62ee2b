import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const nameRefusal = w.refused('name_not_ready', HOUR);
/** In review, refused an hour ago: the reason is name_pending_review, which offers Retry. */
const inReview = { node: w.IN_REVIEW, registers: [nameRefusal] };
const overdue = {
  node: w.ACTIVATING,
  number: { stage: 'activating' as const, stageSince: w.AT - 8 * DAY },
};
const wasLive = {
  number: { liveAt: w.AT - 30 * DAY },
  memory: { registeredSeenAt: w.AT - MINUTE },
};
const tenth = w.manyRefused(9, 'name_not_ready');
const auto = (lostMs: number, withdrawnAgoMs?: number) => ({
  number: { liveAt: w.AT - 30 * DAY, reregisterPolicy: 'auto' as const },
  memory: {
    registeredSeenAt: w.AT - lostMs - MINUTE,
    lost: { since: w.AT - lostMs },
    ...(withdrawnAgoMs === undefined ? {} : { withdrawnAt: w.AT - withdrawnAgoMs }),
  },
});
// Onboarded again after the withdrawal, so that row 9 does not answer.
const again = { lastOnboardedAt: '2026-11-18T11:59:59+0000' };

/** O, A1, A2, K, X: a person's consent, and what is under way or not ours to do. */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const pendingCases: readonly Case[] = [
  // --- O
  ['O', 'a consent while the name is in review', { ...inReview, intents: [w.consent(nameRefusal)] }, 'register', 'in_progress', { step: { purpose: 'consent', consentId: 'consent', expectedAttempts: 1 }, keepStage: true }],
  ['N1', 'a consent that saw another attempt is void', { ...inReview, intents: [w.consent(null)] }, 'wait', 'name_pending_review'],
  ['O', 'a consent of 15 minutes ago', { ...inReview, intents: [w.consent(nameRefusal, { createdAt: w.AT - 15 * MINUTE })] }, 'register', 'in_progress'],
  ['N1', 'a consent is void after 15 minutes', { ...inReview, intents: [w.consent(nameRefusal, { createdAt: w.AT - 15 * MINUTE - 1 })] }, 'wait', 'name_pending_review'],
  ['O', 'a void consent beside a valid one', { ...inReview, intents: [w.consent(null, { id: 'old' }), w.consent(nameRefusal)] }, 'register', 'in_progress', { step: { consentId: 'consent' } }],
  ['O', '9 attempts used: the tenth is a person’s', { node: w.IN_REVIEW, registers: tenth, intents: [w.consent(tenth[0])] }, 'register', 'in_progress', { step: { expectedAttempts: 9 } }],
  ['T', '10 attempts used: not even a person gets another', { node: w.IN_REVIEW, registers: w.manyRefused(10), intents: [w.consent(w.manyRefused(1)[0])] }, 'wait', 'attempts_exhausted'],
  ['T', 'Meta’s block is never overruled', { blockedUntil: w.AT + 1, intents: [w.consent()] }, 'wait', 'register_locked'],
  ['O', 'the spacing is overruled', { registers: [w.refused('transient', SECOND)], intents: [w.consent(w.refused('transient', SECOND))] }, 'register', 'in_progress'],
  ['R3', 'accepted seconds ago, and deregistered by us since: nothing to confirm', { registers: [w.accepted(10 * SECOND)], deregisters: [w.accepted(5 * SECOND)] }, 'register', 'in_progress'],
  ['K', 'accepted seconds ago, and Meta refused to deregister it since', { registers: [w.accepted(10 * SECOND)], deregisters: [w.refused('transient', 5 * SECOND)] }, 'wait', 'confirming'],
  ['K', 'accepted seconds ago, after we deregistered it', { registers: [w.accepted(5 * SECOND)], deregisters: [w.accepted(10 * SECOND)] }, 'wait', 'confirming'],
  ['K', 'a reply under way is not', { registers: [w.lost(SECOND)], intents: [w.consent(w.lost(SECOND))] }, 'wait', 'confirming'],
  ['A2', 'nor where the reason offers Retry', { node: { status: 'DISCONNECTED', platformType: 'CLOUD_API' }, registers: [w.lost(89 * SECOND)], intents: [w.consent(w.lost(89 * SECOND))] }, 'wait', 'number_disconnected'],
  ['O', 'the stored reason is of a step in between: the current one counts', { ...inReview, number: { reason: 'in_progress' }, intents: [w.consent(nameRefusal)] }, 'register', 'in_progress'],
  ['P2', 'the stored reason offered Retry, the current one does not', { number: { reason: 'name_pending_review', pinPolicy: 'ask' }, registers: [w.refused('pin_mismatch', HOUR)], intents: [w.consent(w.refused('pin_mismatch', HOUR))] }, 'wait', 'pin_needed'],
  ['V3', 'unverified meanwhile', { number: { reason: 'name_pending_review' }, node: w.UNVERIFIED, intents: [w.consent()] }, 'wait', 'code_not_sent'],
  ['A1', 'registered meanwhile', { number: { reason: 'name_pending_review' }, node: w.ACTIVATING, intents: [w.consent()] }, 'wait', 'activation_pending'],
  ['U', 'in a state nobody knows meanwhile', { number: { reason: 'name_pending_review' }, node: { platformType: 'CLOUD_API_2' }, intents: [w.consent()] }, 'wait', 'unrecognised_state'],
  ['O', 'activation_overdue offers Retry', { ...overdue, intents: [w.consent()] }, 'register', 'in_progress'],
  ['O', 'deregistered_elsewhere offers Retry', { ...wasLive, intents: [w.consent()] }, 'register', 'in_progress'],

  // --- A1
  ['A1', 'registered, PENDING', { node: w.ACTIVATING }, 'wait', 'activation_pending', every('activating')],
  ['A1', 'registered, UNVERIFIED', { node: { ...w.ACTIVATING, status: 'UNVERIFIED' } }, 'wait', 'activation_pending'],
  ['A1', 'registered, UNKNOWN', { node: { ...w.ACTIVATING, status: 'UNKNOWN' } }, 'wait', 'activation_pending'],
  ['A1', 'registered, status absent', { node: { ...w.ACTIVATING, status: null } }, 'wait', 'activation_pending'],
  ['A1', 'registered, code NOT_VERIFIED: registered counts', { node: { ...w.ACTIVATING, ...w.UNVERIFIED } }, 'wait', 'activation_pending'],
  ['A1', 'five working days after the attempt', { node: w.ACTIVATING, registers: [w.accepted(7 * DAY)] }, 'wait', 'activation_overdue'],
  ['A1', 'a second before: Wednesday to Wednesday, the weekend does not count', { node: w.ACTIVATING, registers: [w.accepted(7 * DAY - SECOND)] }, 'wait', 'activation_pending', until(w.AT + SECOND)],
  ['A1', 'the reply was lost, on a number added a month ago: counted from the attempt', { number: { createdAt: w.AT - 30 * DAY }, node: w.ACTIVATING, registers: [w.lost(HOUR)] }, 'wait', 'activation_pending'],
  ['A1', 'registered by someone else, on a number added a month ago: counted from now', { number: { createdAt: w.AT - 30 * DAY }, node: w.ACTIVATING }, 'wait', 'activation_pending', until(w.AT + 7 * DAY)],
  ['A1', 'a number live for months falls back to PENDING: counted from now', { number: { liveAt: w.AT - 90 * DAY, stage: 'live' }, node: w.ACTIVATING, registers: [w.accepted(91 * DAY)] }, 'wait', 'activation_pending'],
  ['A1', 'no attempt of ours: counted from the stage', overdue, 'wait', 'activation_overdue'],
  ['A1', 'five working days are Meta’s: not paced', { pace: 0.01, node: w.ACTIVATING, registers: [w.accepted(DAY)] }, 'wait', 'activation_pending'],

  // --- A2
  ['A2', 'registered, DISCONNECTED', { node: { status: 'DISCONNECTED', platformType: 'CLOUD_API' } }, 'wait', 'number_disconnected', every('hourly')],
  ['R3', 'DISCONNECTED and not registered', { node: { status: 'DISCONNECTED' } }, 'register', 'in_progress'],

  // --- K
  ['K', 'accepted and not shown, 10 s ago', { registers: [w.accepted(10 * SECOND)] }, 'wait', 'confirming', until(w.AT + 10 * MINUTE - 10 * SECOND)],
  ['K', 'the reply was lost 10 s ago', { registers: [w.lost(10 * SECOND)] }, 'wait', 'confirming'],
  ['K', 'a second before the 10 minutes are over', { registers: [w.accepted(10 * MINUTE - SECOND)] }, 'wait', 'confirming'],
  ['R3', '10 minutes after one', { registers: [w.accepted(10 * MINUTE)] }, 'register', 'in_progress', { step: { purpose: 'retry' } }],
  ['K', 'two, the newest 59 minutes ago', { registers: [w.accepted(59 * MINUTE), w.lost(2 * HOUR)] }, 'wait', 'confirming'],
  ['R3', 'two, the newest an hour ago', { registers: [w.accepted(HOUR), w.lost(2 * HOUR)] }, 'register', 'in_progress'],
  ['K', 'three, the newest just now: its day has only begun', { registers: [w.accepted(SECOND), w.accepted(2 * HOUR), w.accepted(4 * HOUR)] }, 'wait', 'confirming', until(w.AT + DAY - SECOND)],
  ['K', 'three, the newest a day ago', { registers: [w.accepted(DAY), w.accepted(26 * HOUR), w.accepted(28 * HOUR)] }, 'wait', 'accepted_not_applied', every('person')],
  ['R3', 'the third was refused meanwhile: the row is broken', { registers: [w.refused('transient', HOUR), w.accepted(DAY), w.accepted(26 * HOUR), w.accepted(28 * HOUR)] }, 'register', 'in_progress'],
  ['R3', 'three, and deregistered by us since: they took effect and were undone', { registers: [w.accepted(DAY), w.accepted(26 * HOUR), w.accepted(28 * HOUR)], deregisters: [w.accepted(HOUR)] }, 'register', 'in_progress'],
  ['R3', 'three, from before the number was added here', { number: { createdAt: w.AT - HOUR }, registers: [w.accepted(DAY), w.accepted(26 * HOUR), w.accepted(28 * HOUR)] }, 'register', 'in_progress'],
  ['K', 'from just before the number was added here: reads may lag', { number: { createdAt: w.AT - SECOND }, registers: [w.accepted(5 * SECOND)] }, 'wait', 'confirming'],
  ['K', 'our spacing is paced, the lag of Meta’s reads is not', { pace: 0.001, registers: [w.accepted(89 * SECOND)] }, 'wait', 'confirming'],
  ['R3', 'paced, and the lag is over', { pace: 0.001, registers: [w.accepted(90 * SECOND)] }, 'register', 'in_progress'],
  ['K', 'shown as registered for a moment, then not: reads lag 90 s behind an accepted attempt', { registers: [w.accepted(60 * SECOND)], memory: { registeredSeenAt: w.AT - 30 * SECOND } }, 'wait', 'confirming', until(w.AT + 30 * SECOND)],
  ['K', 'a probe that was accepted is confirmed like any other', { node: w.IN_REVIEW, registers: [w.accepted(MINUTE, { purpose: 'probe' })] }, 'wait', 'confirming'],

  // --- X
  ['X', 'was live here, now not registered, not by us', wasLive, 'wait', 'deregistered_elsewhere', { step: { cadence: 'person' }, slots: { when: 'after 2026-11-18 11:59 UTC' } }],
  ['X', 'registered by us long ago', { ...wasLive, registers: [w.accepted(30 * DAY)] }, 'wait', 'deregistered_elsewhere'],
  ['X', 'goes before proof of ownership: nobody is sent a code', { ...wasLive, node: w.UNVERIFIED, intents: [w.sendCode(), w.wish('submit_code')] }, 'wait', 'deregistered_elsewhere'],
  ['R3', 'deregistered by us', { ...wasLive, deregisters: [w.accepted(SECOND)] }, 'register', 'in_progress'],
  ['X', 'our deregistration was refused', { ...wasLive, deregisters: [w.refused('unknown', SECOND)] }, 'wait', 'deregistered_elsewhere'],
  ['X', 'our deregistration was before it was last seen registered', { ...wasLive, deregisters: [w.accepted(HOUR)] }, 'wait', 'deregistered_elsewhere'],
  ['K', 'registered anew by consent: its own rows answer', { ...wasLive, registers: [w.accepted(SECOND)] }, 'wait', 'confirming'],
  ['B', 'registered anew by consent and refused', { ...wasLive, registers: [w.refused('terms_not_accepted', SECOND)] }, 'wait', 'terms_not_accepted'],
  ['X', 'policy auto, a minute ago: two reads must agree', { ...auto(MINUTE) }, 'wait', 'deregistered_elsewhere', every('steady')],
  ['X', 'policy auto, a second less than 10 minutes', { ...auto(10 * MINUTE - SECOND) }, 'wait', 'deregistered_elsewhere'],
  ['R3', 'policy auto, two reads agree 10 minutes apart', { ...auto(10 * MINUTE) }, 'register', 'in_progress'],
  ['X', 'policy auto, but the access was withdrawn', { ...auto(HOUR, MINUTE), node: again }, 'wait', 'deregistered_elsewhere'],
  ['R3', 'policy auto, withdrawn before it was last registered', { ...auto(HOUR, 3 * HOUR), node: again }, 'register', 'in_progress'],
];
