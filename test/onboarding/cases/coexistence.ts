import { DAY } from '../../../src/onboarding/duration.js';
import * as w from '../world.js';
import type { Case } from './case.js';

const shared = { number: { mode: 'coexistence' as const } };
const expected = { number: { coexistenceExpected: true } };

/** C1 and C2: never registered, deregistered or sent a code. */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const coexistenceCases: readonly Case[] = [
  ['C1', 'coexistence, CONNECTED on the Cloud API', { ...shared, node: w.LIVE }, 'end', 'coexistence_live', { step: { ending: 'live' } }],
  ['C1', 'the node says that the number is on the Business app', { node: { ...w.LIVE, isOnBizApp: true } }, 'end', 'coexistence_live'],
  ['C1', 'signed up for coexistence, is_on_biz_app unread', { ...expected, node: { ...w.LIVE, isOnBizApp: null } }, 'end', 'coexistence_live'],
  ['C1', 'connected, but its webhooks are not effective', { ...shared, node: w.LIVE, observed: { subscription: w.TIMEOUT } }, 'wait', 'meta_unreachable'],
  ['S1', 'coexistence, not subscribed: subscribing harms nobody', { ...shared, node: w.LIVE, observed: w.subscription(false) }, 'subscribe', 'in_progress'],
  ['S2', 'coexistence, connected, our callback not set: setting it harms nobody', { ...shared, node: { ...w.LIVE, ...w.NO_OVERRIDE } }, 'setOverride', 'in_progress'],
  ['C2', 'coexistence, ready to register like any other', shared, 'wait', 'coexistence_unfinished'],
  ['C2', 'on the Business app, ready to register', { node: { isOnBizApp: true } }, 'wait', 'coexistence_unfinished'],
  ['C2', 'signed up for coexistence, is_on_biz_app unread, ready to register', { ...expected, node: { isOnBizApp: null } }, 'wait', 'coexistence_unfinished'],
  ['R3', 'signed up for coexistence, but the node denies it', { ...expected, node: { isOnBizApp: false } }, 'register', 'in_progress'],
  ['C2', 'Meta refused to register it for SMB businesses', { registers: [w.refused('coexistence', DAY)] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'Meta refused to deregister it for SMB businesses', { deregisters: [w.refused('coexistence', DAY)] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'Meta refused a code for SMB accounts', { node: w.UNVERIFIED, memory: { code: w.codeSent(DAY, { refusal: w.refusal('coexistence') }) } }, 'wait', 'coexistence_unfinished'],
  ['C2', 'coexistence with a consent pending', { number: { mode: 'coexistence', reason: 'name_pending_review' }, intents: [w.consent()] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'coexistence, unverified, a code asked for and one handed in', { ...shared, node: w.UNVERIFIED, intents: [w.sendCode(), w.wish('submit_code')] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'coexistence with Replace PIN pressed', { ...shared, intents: [w.wish('replace_pin')] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'coexistence with an approved rename', { ...shared, node: { status: 'PENDING', platformType: 'CLOUD_API', newNameStatus: 'APPROVED' } }, 'wait', 'coexistence_unfinished'],
  ['C1', 'coexistence, connected, with an approved rename: never registered', { ...shared, node: { ...w.LIVE, newNameStatus: 'APPROVED' } }, 'end', 'coexistence_live'],
  ['C2', 'coexistence, an earlier deregistration incomplete: never repeated', { ...shared, registers: [w.refused('incomplete_deregistration', DAY)] }, 'wait', 'coexistence_unfinished'],
  ['C2', 'the app disconnected it', { ...shared, node: { status: 'DISCONNECTED', platformType: 'CLOUD_API' } }, 'wait', 'coexistence_disconnected'],
  ['C2', 'was live beside the app, now nothing', { number: { mode: 'coexistence', liveAt: w.AT - DAY } }, 'wait', 'coexistence_disconnected'],
];
