import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import type { PhoneNode } from '../../../src/onboarding/normalise.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const renamed: Partial<PhoneNode> = {
  ...w.LIVE,
  newNameStatus: 'APPROVED',
  newDisplayName: 'New Store',
};
const approved = (agoMs: number) => ({ renameApprovedAt: w.AT - agoMs });
const noField = { appWebhooks: w.known({ callbackUrl: w.APP_CALLBACK, messagesField: false }) };
const rejected = (agoMs: number) => ({ senderRejectedAt: w.AT - agoMs });
const odd: Partial<PhoneNode> = { status: 'CONNECTED', platformType: 'NOT_APPLICABLE' };
const silentFor = (ms: number) => ({
  traffic: { usualGapMs: 6 * HOUR, lastReceivedAt: w.AT - ms },
});
const refusedRename = w.refused('transient', 2 * HOUR, { purpose: 'rename' });

/** P0, R1, R2, L1, L3: a number that Meta shows as connected. (L2: webhooks.ts.) */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const connectedCases: readonly Case[] = [
  // --- P0 (ours)
  ['P0', 'Replace PIN was pressed', { intents: [w.wish('replace_pin')] }, 'replacePin', 'in_progress', { step: { intentId: 'replace_pin' } }],
  ['P0', 'Replace PIN was pressed on a live number', { node: w.LIVE, intents: [w.wish('replace_pin')] }, 'replacePin', 'in_progress', { keepStage: true }],
  ['P0', 'pressed where the policy is to ask: a person is asking', { number: { pinPolicy: 'ask' }, intents: [w.wish('replace_pin')] }, 'replacePin', 'in_progress'],
  ['P0', 'pressed while a rename is due: the new PIN goes first', { node: renamed, intents: [w.wish('replace_pin')] }, 'replacePin', 'in_progress'],
  ['P0', 'the answer to a replacement was lost: Meta hears the same PIN again', { node: w.LIVE, pin: { isReplacementOpen: true }, memory: { pinReplace: w.wrote('unknown', SECOND) } }, 'replacePin', 'in_progress', { step: { intentId: null } }],
  ['R3', 'lost twice, within 5 minutes', { pin: { isReplacementOpen: true }, memory: { pinReplace: w.wrote('unknown', 5 * MINUTE - SECOND, { failures: 2 }) } }, 'register', 'in_progress'],
  ['P0', 'a repeat was refused: Meta may hold the candidate all the same, it is sent again', { node: w.LIVE, pin: { isReplacementOpen: true }, memory: { pinReplace: w.wrote('refused', 5 * MINUTE, { failures: 2 }) } }, 'replacePin', 'in_progress'],
  ['L1', 'a repeat was refused a moment ago', { node: w.LIVE, pin: { isReplacementOpen: true }, memory: { pinReplace: w.wrote('refused', SECOND, { failures: 2 }) } }, 'end', 'live'],
  ['P0', 'a worker died between storing the candidate and hearing of it', { node: w.LIVE, pin: { isReplacementOpen: true } }, 'replacePin', 'in_progress'],
  ['R3', 'the replacement was refused and nothing is open: the old PIN holds', { memory: { pinReplace: w.wrote('refused', DAY) } }, 'register', 'in_progress'],

  // --- N0 (ours)
  ['N0', 'a new name was handed in for a live number', { node: w.LIVE, intents: [w.wish('rename')] }, 'setDisplayName', 'in_progress', { step: { intentId: 'rename' }, keepStage: true }],
  ['N0', 'a new name was handed in for a declined one', { node: { nameStatus: 'DECLINED' }, intents: [w.wish('rename')] }, 'setDisplayName', 'in_progress'],
  ['N0', 'handed in while an older one waits to be registered: the newest wish counts', { node: renamed, intents: [w.wish('rename')] }, 'setDisplayName', 'in_progress'],
  ['P0', 'a new PIN and a new name: one after the other', { node: w.LIVE, intents: [w.wish('rename'), w.wish('replace_pin')] }, 'replacePin', 'in_progress'],
  ['C1', 'a new name for a number on the Business app: it is renamed there', { node: { ...w.LIVE, isOnBizApp: true }, intents: [w.wish('rename')] }, 'end', 'coexistence_live'],

  // --- R1
  ['R1', 'an approved rename waits', { node: renamed }, 'register', 'in_progress', { step: { purpose: 'rename', consentId: null }, slots: { step: 'rename' }, keepStage: true }],
  ['R1', 'new_name_status AVAILABLE_WITHOUT_REVIEW', { node: { ...renamed, newNameStatus: 'AVAILABLE_WITHOUT_REVIEW' } }, 'register', 'in_progress'],
  ['R1', 'a new certificate without a new name status', { node: { ...w.LIVE, hasNewCertificate: true } }, 'register', 'in_progress'],
  ['L1', 'the new name is in review, whatever certificate is there', { node: { ...renamed, newNameStatus: 'PENDING_REVIEW', hasNewCertificate: true } }, 'end', 'live'],
  ['L1', 'the new name was declined', { node: { ...renamed, newNameStatus: 'DECLINED' } }, 'end', 'live'],
  ['L1', 'registered since that approval, new_* lingers', { node: renamed, memory: approved(HOUR), registers: [w.accepted(10 * MINUTE)] }, 'end', 'live'],
  ['R1', 'registered before that approval', { node: renamed, memory: approved(HOUR), registers: [w.accepted(2 * HOUR)] }, 'register', 'in_progress'],
  ['L1', 'the answer was lost 9 minutes ago', { node: renamed, memory: { ...approved(HOUR), registeredSeenAt: w.AT }, registers: [w.lost(9 * MINUTE)] }, 'end', 'rename_waiting', until(w.AT + MINUTE)],
  ['R1', 'the answer was lost 10 minutes ago, and the rename still waits', { node: renamed, memory: { ...approved(HOUR), registeredSeenAt: w.AT }, registers: [w.lost(10 * MINUTE)] }, 'register', 'in_progress'],
  ['L1', 'refused less than a day ago', { node: renamed, memory: approved(3 * DAY), registers: [refusedRename] }, 'end', 'rename_waiting', { ...until(w.AT + 22 * HOUR), slots: { name: 'New Store', deadline: '2026-11-29 12:00 UTC' } }],
  ['R1', 'approved seconds after a register that the node shows', { node: renamed, memory: approved(SECOND), registers: [w.accepted(10 * SECOND)] }, 'register', 'in_progress', { step: { purpose: 'rename' } }],
  ['R1', 'refused a day ago', { node: renamed, memory: approved(3 * DAY), registers: [w.refused('transient', DAY)] }, 'register', 'in_progress'],
  ['L1', '8 attempts in 72 h: the gate is closed', { node: renamed, memory: approved(3 * DAY), registers: w.manyRefused(8, 'transient', 30 * HOUR) }, 'end', 'rename_waiting', until(w.AT + 35 * HOUR)],
  ['L1', 'Meta blocks registering', { node: renamed, blockedUntil: w.AT + HOUR }, 'end', 'rename_waiting', until(w.AT + HOUR)],
  ['R1', 'a consent skips the spacing', { node: renamed, memory: approved(3 * DAY), registers: [refusedRename], intents: [w.consent(refusedRename)] }, 'register', 'in_progress', { step: { purpose: 'consent', consentId: 'consent' } }],
  ['L1', 'a consent does not lift Meta’s block', { node: renamed, blockedUntil: w.AT + HOUR, intents: [w.consent()] }, 'end', 'rename_waiting'],
  ['R1', 'Meta refused our PIN: it is replaced first', { node: renamed, memory: approved(HOUR), registers: [w.refused('pin_mismatch', MINUTE)] }, 'replacePin', 'in_progress', { keepStage: true }],
  ['R1', 'our PIN was replaced: registered at once', { node: renamed, memory: approved(HOUR), registers: [w.refused('pin_mismatch', MINUTE)], pin: { state: 'proven', changedAt: w.AT - SECOND } }, 'register', 'in_progress', { step: { purpose: 'rename' } }],
  ['L1', 'Meta refused our PIN, and the policy is to ask: the number stays live', { number: { pinPolicy: 'ask' }, node: renamed, memory: approved(HOUR), registers: [w.refused('pin_mismatch', MINUTE)] }, 'end', 'rename_waiting'],
  ['L2', 'Meta refused our PIN, the policy is to ask, and webhooks are off', { number: { pinPolicy: 'ask' }, node: renamed, memory: approved(HOUR), registers: [w.refused('pin_mismatch', MINUTE)], observed: noField }, 'wait', 'messages_field_off'],
  ['R1', 'a second before the 14 days are over', { node: renamed, memory: approved(14 * DAY - SECOND) }, 'register', 'in_progress'],
  ['L1', '14 days after the approval', { node: renamed, memory: approved(14 * DAY) }, 'end', 'rename_lapsed'],
  ['R1', 'the rename goes before what is live', { node: { ...renamed, status: 'FLAGGED' } }, 'register', 'in_progress'],
  ['A1', 'an approved rename of a number that is not connected yet', { node: { ...renamed, status: 'PENDING' } }, 'wait', 'activation_pending'],

  // --- R2
  ['R2', 'a send was refused as unregistered', { node: w.LIVE, memory: rejected(HOUR) }, 'register', 'in_progress', { step: { purpose: 'sender_rejected' } }],
  ['R2', 'refused after the last accepted register', { node: w.LIVE, memory: rejected(HOUR), registers: [w.accepted(2 * HOUR)] }, 'register', 'in_progress'],
  ['R2', 'refused seconds after a register that the node shows', { node: w.LIVE, memory: rejected(SECOND), registers: [w.accepted(10 * SECOND)] }, 'register', 'in_progress'],
  ['L1', 'refused before the last accepted register', { node: w.LIVE, memory: rejected(2 * HOUR), registers: [w.accepted(HOUR)] }, 'end', 'live'],
  ['R2', 'registered once for it, refused again', { node: w.LIVE, memory: rejected(HOUR), registers: [w.accepted(2 * HOUR, { purpose: 'sender_rejected' })] }, 'wait', 'sender_rejected', every('person')],
  ['R2', 'registered once for it, which Meta refused', { node: w.LIVE, memory: rejected(3 * HOUR), registers: [w.refused('transient', 2 * HOUR, { purpose: 'sender_rejected' })] }, 'wait', 'sender_rejected'],
  ['R2', 'the gate is closed: not called live meanwhile', { node: w.LIVE, memory: rejected(HOUR), blockedUntil: w.AT + HOUR }, 'wait', 'sender_rejected', until(w.AT + HOUR)],
  ['R2', 'sender_rejected offers Retry: a consent registers', { node: w.LIVE, memory: rejected(HOUR), registers: [w.accepted(2 * HOUR, { purpose: 'sender_rejected' })], intents: [w.consent(w.accepted(2 * HOUR))] }, 'register', 'in_progress', { step: { purpose: 'consent' } }],
  ['R1', 'the rename goes before the rejected sender', { node: renamed, memory: rejected(HOUR) }, 'register', 'in_progress', { step: { purpose: 'rename' } }],

  // --- L1
  ['L1', 'CONNECTED on the Cloud API, webhooks effective', { node: w.LIVE }, 'end', 'live', { step: { ending: 'live' }, slots: { url: w.CALLBACK } }],
  ['L1', 'CONNECTED, platform absent', { node: { status: 'CONNECTED', platformType: null } }, 'end', 'live'],
  ['L1', 'CONNECTED, code EXPIRED: normal for an old number', { node: { ...w.LIVE, codeVerification: 'EXPIRED' } }, 'end', 'live'],
  ['L1', 'CONNECTED, code NOT_VERIFIED: connected counts', { node: { ...w.LIVE, codeVerification: 'NOT_VERIFIED' } }, 'end', 'live'],
  ['L1', 'CONNECTED, name in review', { node: { ...w.LIVE, ...w.IN_REVIEW } }, 'end', 'live'],
  ['L1', 'CONNECTED, throughput NOT_APPLICABLE: decides nothing', { node: { ...w.LIVE, throughputLevel: 'NOT_APPLICABLE' } }, 'end', 'live'],
  ['R3', 'not registered, throughput STANDARD: decides nothing', { node: { throughputLevel: 'STANDARD' } }, 'register', 'in_progress'],
  ['L1', 'FLAGGED', { node: { ...w.LIVE, status: 'FLAGGED' } }, 'end', 'live'],
  ['L1', 'RESTRICTED', { node: { ...w.LIVE, status: 'RESTRICTED' } }, 'end', 'restricted', { slots: { restriction: 'status RESTRICTED' } }],
  ['L1', 'RATE_LIMITED', { node: { ...w.LIVE, status: 'RATE_LIMITED' } }, 'end', 'restricted'],
  ['L1', 'no working payment method', { node: { ...w.LIVE, canSend: 'BLOCKED', health: [w.entity('WABA', 'BLOCKED', { code: 141006 })] } }, 'end', 'payment_missing'],
  ['L1', 'an error beside AVAILABLE is filtered, not counted', { node: { ...w.LIVE, canSend: 'LIMITED', health: [w.entity('WABA', 'AVAILABLE', { code: 141006 }), w.entity('BUSINESS', 'LIMITED', { code: 141010 })] } }, 'end', 'live'],
  ['L1', 'blocked for a reason of its own', { node: { ...w.LIVE, canSend: 'BLOCKED', health: [w.entity('WABA', 'BLOCKED', { code: 141099, description: 'Why not' })] } }, 'end', 'restricted', { slots: { restriction: '141099: Why not' } }],
  ['L1', 'calling errors say nothing about messages', { node: { ...w.LIVE, canSend: 'BLOCKED', health: [w.entity('APP', 'BLOCKED', { code: 138025 }), w.entity('WABA', 'BLOCKED', { code: 141099, description: 'Why not' })] } }, 'end', 'restricted', { slots: { restriction: '141099: Why not' } }],
  ['L1', 'blocked without a word', { node: { ...w.LIVE, canSend: 'BLOCKED' } }, 'end', 'restricted', { slots: { restriction: 'health status BLOCKED' } }],
  ['L1', 'a 555 number whose name is not approved', { node: { ...w.LIVE, displayPhoneNumber: '+1 555-012-3456', nameStatus: 'PENDING_REVIEW', canSend: 'BLOCKED' } }, 'end', 'approved_name_required'],
  ['L1', 'a 555 number whose name is not approved, sending only limited', { node: { ...w.LIVE, displayPhoneNumber: '+1 555-012-3456', nameStatus: 'PENDING_REVIEW', canSend: 'LIMITED' } }, 'end', 'approved_name_required'],
  ['L1', 'a 555 number that Meta lets send is believed', { node: { ...w.LIVE, displayPhoneNumber: '+1 555-012-3456', nameStatus: 'PENDING_REVIEW', canSend: 'AVAILABLE' } }, 'end', 'live'],
  ['L1', 'usually busy, and nothing came for longer than twice the usual gap', { node: w.LIVE, number: { ...silentFor(13 * HOUR), stage: 'live', stageSince: w.AT - DAY } }, 'end', 'silent', { slots: { duration: '13 hours', usual: '6 hours' } }],
  ['L1', 'usually busy, and nothing came for twice the usual gap', { node: w.LIVE, number: { ...silentFor(12 * HOUR), stage: 'live', stageSince: w.AT - DAY } }, 'end', 'live'],
  ['L1', 'silence from before it was live does not count', { node: w.LIVE, number: { ...silentFor(13 * HOUR), stage: 'live', stageSince: w.AT - HOUR } }, 'end', 'live'],
  ['L1', 'what cannot be sent goes before silence, which goes before a rename that waits', { node: { ...w.LIVE, status: 'RESTRICTED' }, number: { ...silentFor(DAY), stage: 'live', stageSince: w.AT - 2 * DAY } }, 'end', 'restricted'],
  ['L1', 'what cannot be sent goes before the rename that waits', { node: { ...renamed, status: 'RESTRICTED' }, blockedUntil: w.AT + HOUR }, 'end', 'restricted'],
  ['L1', 'a live number with a closed gate is live', { node: w.LIVE, registers: w.manyRefused(10), blockedUntil: w.AT + DAY }, 'end', 'live'],
  ['L1', 'a live number with a consent pending is left alone', { node: w.LIVE, number: { reason: 'name_pending_review' }, intents: [w.consent()] }, 'end', 'live'],
  ['L1', 'a live number with an unspent refusal is live', { node: w.LIVE, registers: [w.refused('pin_mismatch', HOUR)] }, 'end', 'live'],

  // --- L3
  ['L3', 'CONNECTED with NOT_APPLICABLE and no word from the phone entity', { node: odd }, 'wait', 'unrecognised_state', { step: { cadence: 'steady' }, slots: { fields: 'status CONNECTED, platform_type NOT_APPLICABLE' } }],
  ['L3', 'odd and blocked for another reason', { node: { ...odd, health: [w.entity('PHONE_NUMBER', 'BLOCKED', { code: 141099 })] } }, 'wait', 'unrecognised_state'],
  ['R3', 'odd, and the phone entity has 141000: unregistered', { node: { ...odd, health: [w.entity('PHONE_NUMBER', 'BLOCKED', { code: 141000 })] } }, 'register', 'in_progress'],
  ['L3', '141000 of another entity decides nothing', { node: { ...odd, health: [w.entity('WABA', 'BLOCKED', { code: 141000 })] } }, 'wait', 'unrecognised_state'],
  ['L1', 'odd, and the phone entity is AVAILABLE', { node: { ...odd, health: [w.entity('PHONE_NUMBER', 'AVAILABLE')] } }, 'end', 'live'],
  ['L1', 'odd, and the phone entity is LIMITED', { node: { ...odd, health: [w.entity('PHONE_NUMBER', 'LIMITED')] } }, 'end', 'live'],
  ['L3', 'CONNECTED on a platform nobody knows', { node: { status: 'CONNECTED', platformType: 'CLOUD_API_2' } }, 'wait', 'unrecognised_state'],
  ['R3', 'CONNECTED on premises: not ours yet', { node: { status: 'CONNECTED', platformType: 'ON_PREMISE' } }, 'register', 'in_progress'],
];
