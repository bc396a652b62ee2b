import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import { READ_LAG } from '../../../src/onboarding/gate.js';
import type { NumberFacts } from '../../../src/onboarding/world.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const asked = {
  deregister: true,
  unsubscribe: true,
  actor: 'Ada',
  at: w.AT - MINUTE,
};
const released = (more: Partial<NumberFacts> = {}): { number: Partial<NumberFacts> } => ({
  number: { desired: 'released', release: asked, ...more },
});
const keep = { ...asked, deregister: false, unsubscribe: false };
const tokenOf = (appId: string | null) => ({
  token: w.known({ valid: true, appId, appName: 'Other', scopes: [], expiresAt: null }),
});
const gone = (sinceMs: number) => ({ notVisible: { since: w.AT - sinceMs } });
const invisible = w.readRefused('not_visible', { code: 100, subcode: 33 });
const ID = '106000000000001';

/** Rows 1–9: what must be clear before the number's own state counts. */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const readingCases: readonly Case[] = [
  // --- 1: released
  ['1', 'released, our override is set', released(), 'clearOverride', 'in_progress', { slots: { step: 'clearOverride' } }],
  ['1', 'released, the override is another system’s', { ...released({ release: keep }), node: { callbacks: { read: true, phoneNumber: 'https://them.example/', waba: null, application: null } } }, 'end', 'released'],
  ['1', 'released, override cleared, registered, deregistering asked', { ...released(), node: w.LIVE, memory: { release: { clearOverride: 'done' } } }, 'deregister', 'in_progress', { step: { expectedAttempts: 0 } }],
  ['1', 'released, clearing the override was refused: noted, not fatal', { ...released(), node: w.LIVE, memory: { release: { clearOverride: 'refused' } } }, 'deregister', 'in_progress'],
  ['1', 'released, not registered: nothing to deregister', { ...released(), memory: { release: { clearOverride: 'done' } } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, deregistering not asked', { ...released({ release: { ...asked, deregister: false } }), node: { ...w.LIVE, ...w.NO_OVERRIDE } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, coexistence: never deregistered', { ...released({ mode: 'coexistence' }), node: { ...w.LIVE, ...w.NO_OVERRIDE } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, on the Business app: never deregistered', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE, isOnBizApp: true } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, signed up for coexistence and is_on_biz_app unread: never deregistered', { ...released({ coexistenceExpected: true }), node: { ...w.LIVE, ...w.NO_OVERRIDE, isOnBizApp: null } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, 8 deregistrations in 72 h: its own window is closed', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisters: w.manyRefused(8) }, 'unsubscribe', 'in_progress'],
  ['1', 'released, 7 deregistrations in 72 h: its own window is open', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisters: w.manyRefused(7) }, 'deregister', 'in_progress', { step: { expectedAttempts: 7 } }],
  ['1', 'released, 10 registrations used: they do not count for deregistering', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, registers: w.manyRefused(10) }, 'deregister', 'in_progress'],
  ['1', 'released, Meta blocks deregistering', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisterBlockedUntil: w.AT + 1 }, 'unsubscribe', 'in_progress'],
  ['1', 'released, the answer to deregister was lost: looked at again once reads have caught up', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisters: [w.lost(SECOND)], memory: { release: { lost: { step: 'deregister', times: 1, at: w.AT - SECOND } } } }, 'wait', 'in_progress', { ...until(w.AT - SECOND + READ_LAG), slots: { step: 'deregister' } }],
  ['1', 'released, still registered after a lost answer: deregistered once more', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisters: [w.lost(READ_LAG)] }, 'deregister', 'in_progress', { step: { expectedAttempts: 1 } }],
  ['1', 'released, three answers to deregister were lost: goes on', { ...released(), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisters: [w.lost(READ_LAG)], memory: { release: { deregister: 'lost' } } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, the answer to removing the callback was lost: looked at again first', { ...released(), memory: { release: { lost: { step: 'clearOverride', times: 1, at: w.AT - SECOND } } } }, 'wait', 'in_progress', { ...until(w.AT - SECOND + READ_LAG), slots: { step: 'clearOverride' } }],
  ['1', 'released, the answer to unsubscribing was lost: looked at again first', { ...released(), node: w.NO_OVERRIDE, memory: { release: { lost: { step: 'unsubscribe', times: 2, at: w.AT - SECOND } } } }, 'wait', 'in_progress', { slots: { step: 'unsubscribe' } }],
  ['1', 'released, an answer lost in an earlier step holds nothing up', { ...released(), node: w.NO_OVERRIDE, memory: { release: { lost: { step: 'clearOverride', times: 1, at: w.AT } } } }, 'unsubscribe', 'in_progress'],
  ['1', 'released, another number is live on the WABA: it stays subscribed', { ...released({ wabaStillNeeded: true }), node: w.NO_OVERRIDE }, 'end', 'released'],
  ['1', 'released, everything done or refused', { ...released(), node: w.LIVE, memory: { release: { clearOverride: 'done', deregister: 'refused', unsubscribe: 'refused' } } }, 'end', 'released', { step: { ending: 'released' }, slots: { actor: 'Ada', date: '2026-11-18 11:59 UTC' } }],
  ['1', 'released, the token is dead: everything is left undone, and said to be', { ...released(), node: w.readRefused('token') }, 'end', 'released', { slots: { not_undone: 'our callback (Meta refuses the token), deregistration (Meta refuses the token), unsubscription (Meta refuses the token)' } }],
  ['1', 'released, Meta shows the number no more, what was done before is not said', { ...released(), node: invisible, memory: { release: { clearOverride: 'done', deregister: 'done' } } }, 'end', 'released', { slots: { not_undone: 'unsubscription (Meta does not show the number)' } }],
  ['1', 'released, the token is dead but nothing was asked for', { ...released({ release: keep, wantedCallback: null }), node: w.readRefused('token') }, 'end', 'released', { slots: { not_undone: '' } }],
  ['1', 'released, refused and lost steps are said', { ...released(), node: w.LIVE, memory: { release: { clearOverride: 'refused', deregister: 'lost', unsubscribe: 'done' } } }, 'end', 'released', { slots: { not_undone: 'our callback (Meta refused it), deregistration (Meta\'s answers were lost)' } }],
  ['1', 'released, deregistering is blocked, and another number needs the subscription', { ...released({ wabaStillNeeded: true }), node: { ...w.LIVE, ...w.NO_OVERRIDE }, deregisterBlockedUntil: w.AT + 1 }, 'end', 'released', { slots: { not_undone: 'deregistration (the attempts are used or blocked), unsubscription (another number needs it)' } }],
  ['1', 'released, coexistence: that it was not deregistered is said', { ...released({ mode: 'coexistence' }), node: { ...w.LIVE, ...w.NO_OVERRIDE }, memory: { release: { unsubscribe: 'done' } } }, 'end', 'released', { slots: { not_undone: 'deregistration (never done in coexistence)' } }],
  ['1', 'released, everything undone: nothing is left to say', { ...released(), node: w.NO_OVERRIDE, memory: { release: { clearOverride: 'done', deregister: 'done', unsubscribe: 'done' } } }, 'end', 'released', { slots: { not_undone: '' } }],
  ['1', 'released, unreadable: waits, writes nothing', { ...released(), node: w.TIMEOUT }, 'wait', 'meta_unreachable'],
  ['1', 'released, throttled: waits', { ...released(), node: w.readRefused('throttled') }, 'wait', 'throttled'],
  ['1', 'released, the read was refused for a moment: waits', { ...released(), node: w.readRefused('transient') }, 'wait', 'meta_unreachable'],
  ['1', 'released goes before paused', { number: { ...released({ release: keep }).number, paused: { actor: 'Ada', at: w.AT } }, node: w.NO_OVERRIDE }, 'end', 'released'],

  // --- 2: paused
  ['2', 'paused by an operator', { number: { paused: { actor: 'Ada', at: w.AT - HOUR } } }, 'wait', 'paused', { slots: { actor: 'Ada', date: '2026-11-18 11:00 UTC' } }],
  ['2', 'paused goes before a dead token', { number: { paused: { actor: 'Ada', at: w.AT } }, node: w.readRefused('token') }, 'wait', 'paused'],
  ['2', 'paused with a consent pending: nothing is written', { number: { paused: { actor: 'Ada', at: w.AT } }, intents: [w.consent()] }, 'wait', 'paused'],

  // --- 3: token
  ['3', '190', { node: w.readRefused('token', { code: 190, message: 'Malformed access token' }) }, 'wait', 'token_invalid', { step: { cadence: 'person' }, slots: { cause: 'Malformed access token' } }],
  ['3', '190/463', { node: w.readRefused('token', { code: 190, subcode: 463 }) }, 'wait', 'token_invalid', { slots: { cause: 'it expired' } }],
  ['3', '190/460', { node: w.readRefused('token', { code: 190, subcode: 460 }) }, 'wait', 'token_invalid', { slots: { cause: 'the password was changed' } }],
  ['3', 'a dead token goes before one of another app', { node: w.readRefused('token'), observed: tokenOf('999') }, 'wait', 'token_invalid'],

  // --- 4: token of another app
  ['4', 'the token’s app is not ours', { observed: tokenOf('999') }, 'wait', 'token_of_other_app', { slots: { app: 'Other', our_app: '100' } }],
  ['4', 'not ours, and the number cannot be seen either', { observed: tokenOf('999'), node: invisible }, 'wait', 'token_of_other_app'],
  ['4', 'not ours, and the number could register: nothing is written', { observed: { ...tokenOf('999'), ...w.subscription(false) } }, 'wait', 'token_of_other_app'],
  ['R3', 'the token’s app is ours', { observed: tokenOf('100') }, 'register', 'in_progress'],
  ['R3', 'the token’s app is unknown: that is not another one', { observed: tokenOf(null) }, 'register', 'in_progress'],
  ['R3', 'no app of ours is configured', { observed: tokenOf('999'), ourAppId: null }, 'register', 'in_progress'],

  // --- 5: refused reads
  ['5', '10 or 200–299', { node: w.readRefused('permission', { code: 10, message: '(#10) requires whatsapp_business_messaging' }) }, 'wait', 'permission_missing', { slots: { scope: 'whatsapp_business_messaging' } }],
  ['5', '200 without a scope in its text', { node: w.readRefused('permission', { code: 200, message: '(#200)' }) }, 'wait', 'permission_missing', { slots: {} }],
  ['5', '100/33', { node: invisible }, 'wait', 'number_not_visible', { slots: { id: ID } }],
  ['5', '100/33 for 24 h, but the WABA cannot be read', { node: invisible, memory: gone(2 * DAY) }, 'wait', 'number_not_visible'],
  ['5', '100/33 for 24 h, and the WABA’s list was not read', { node: invisible, memory: gone(2 * DAY), observed: w.waba('AVAILABLE', null) }, 'wait', 'number_not_visible'],
  ['5', '100/33 for 24 h, but the WABA lists the number', { node: invisible, memory: gone(2 * DAY), observed: w.waba('AVAILABLE', [ID]) }, 'wait', 'number_not_visible'],
  ['5', '100/33 for a second less than 24 h', { node: invisible, memory: gone(DAY - SECOND), observed: w.waba('AVAILABLE', []) }, 'wait', 'number_not_visible'],
  ['5', '100/33 for 24 h, and the WABA’s complete list lacks the number', { node: invisible, memory: gone(DAY), observed: w.waba('AVAILABLE', ['1', '2']) }, 'end', 'number_gone', { step: { ending: 'gone' } }],
  ['5', '100/33 after Meta told that our access was withdrawn', { node: invisible, memory: { withdrawnAt: w.AT - HOUR, disconnection: { cause: 'the customer removed it', at: w.AT - HOUR } } }, 'wait', 'access_withdrawn', { slots: { date: '2026-11-18 11:00 UTC', cause: 'the customer removed it' } }],
  ['5', '10 after Meta told that our access was withdrawn', { node: w.readRefused('permission'), memory: { withdrawnAt: w.AT - HOUR } }, 'wait', 'access_withdrawn'],
  ['5', 'withdrawn, and for 24 h the readable WABA lacks the number: gone', { node: invisible, memory: { ...gone(DAY), withdrawnAt: w.AT - 2 * DAY }, observed: w.waba('AVAILABLE', ['1', '2']) }, 'end', 'number_gone'],
  ['5', 'a field of another kind of node: the id is not one of a number', { node: w.readRefused('unknown_field') }, 'wait', 'number_not_visible', { slots: { id: ID } }],
  ['5', 'the number is visible, its WhatsApp account is not: no attempt is spent', { observed: { subscription: w.readRefused('not_visible') } }, 'wait', 'number_not_visible', { step: { cadence: 'person' }, slots: { id: `${ID} in the WhatsApp account 102000000000001` } }],
  ['5', 'the id of its WhatsApp account is one of something else', { node: w.LIVE, observed: { subscription: w.readRefused('unknown_field') } }, 'wait', 'number_not_visible'],
  ['5', 'Meta counts it to another account, and the list of ours lacks it', { node: { wabaId: '999' }, observed: w.waba('AVAILABLE', ['1']) }, 'wait', 'number_not_visible'],
  ['R3', 'Meta counts it to another account, but ours lists it', { node: { wabaId: '999' }, observed: w.waba('AVAILABLE', [ID]) }, 'register', 'in_progress'],
  ['R3', 'Meta counts it to another account, and the list was not read', { node: { wabaId: '999' }, observed: w.waba('AVAILABLE') }, 'register', 'in_progress'],
  ['R3', 'Meta counts it to ours, whatever an older list says', { node: { wabaId: '102000000000001' }, observed: w.waba('AVAILABLE', ['1']) }, 'register', 'in_progress'],
  ['8', 'banned, and the account not visible', { node: { status: 'BANNED' }, observed: { subscription: w.readRefused('not_visible') } }, 'wait', 'number_banned'],
  ['9', 'our access was withdrawn, and the account not visible', { memory: { withdrawnAt: w.AT - HOUR }, observed: { subscription: w.readRefused('not_visible') } }, 'wait', 'access_withdrawn'],
  ['5', 'any other 4xx', { node: w.readRefused('unknown', { code: 2494010, subcode: 5, message: 'Odd' }) }, 'wait', 'read_refused_unknown', { slots: { code: '2494010/5', meta_message: 'Odd' } }],
  ['5', 'a coexistence text on a read is no state of the number', { node: w.readRefused('coexistence') }, 'wait', 'read_refused_unknown'],

  // --- 6: unreadable
  ['6', 'a timeout', { node: w.TIMEOUT }, 'wait', 'meta_unreachable', { step: { cadence: 'unreadable', until: null }, slots: { since: '2026-11-18 12:00 UTC' } }],
  ['6', 'a 5xx, for an hour', { node: w.SERVER_ERROR, memory: { unreadable: { since: w.AT - HOUR, times: 9 } } }, 'wait', 'meta_unreachable', { slots: { since: '2026-11-18 11:00 UTC' } }],
  ['6', 'an error that passes', { node: w.readRefused('transient') }, 'wait', 'meta_unreachable', every('unreadable')],
  ['6', 'maintenance', { node: w.readRefused('maintenance') }, 'wait', 'meta_unreachable', every('unreadable')],
  ['6', 'throttled without a time', { node: w.readRefused('throttled') }, 'wait', 'throttled', { step: { cadence: 'unreadable', until: null } }],
  ['6', 'throttled for 17 minutes: not asked before', { node: w.readRefused('throttled', { retryAfterMs: 17 * MINUTE }) }, 'wait', 'throttled', { step: { cadence: 'daily', until: w.AT + 17 * MINUTE } }],
  ['6', 'throttled for no time at all is throttled without a time', { node: w.readRefused('throttled', { retryAfterMs: 0 }) }, 'wait', 'throttled', { step: { cadence: 'unreadable', until: null } }],
  ['6', 'unreadable with a consent pending: never a write', { node: w.TIMEOUT, intents: [w.consent()], number: { reason: 'name_pending_review' } }, 'wait', 'meta_unreachable'],
  ['6', 'unreadable with Replace PIN pressed: never a write', { node: w.TIMEOUT, intents: [w.wish('replace_pin')] }, 'wait', 'meta_unreachable'],
  ['6', 'unreadable and known not to be subscribed: never a write', { node: w.TIMEOUT, observed: w.subscription(false) }, 'wait', 'meta_unreachable'],

  // --- 7, 8
  ['7', 'DELETED', { node: { status: 'DELETED' } }, 'end', 'number_gone', { step: { ending: 'gone' }, slots: { deleted_or_moved: 'deleted' } }],
  ['7', 'MIGRATED', { node: { status: 'MIGRATED' } }, 'end', 'number_gone', { slots: { deleted_or_moved: 'moved to another account' } }],
  ['7', 'DELETED and not subscribed: nothing is written', { node: { status: 'DELETED' }, observed: w.subscription(false) }, 'end', 'number_gone'],
  ['8', 'BANNED', { node: { status: 'BANNED', platformType: 'CLOUD_API' } }, 'wait', 'number_banned', every('daily')],
  ['8', 'BANNED with a consent pending: nothing is written', { node: { status: 'BANNED' }, intents: [w.consent()] }, 'wait', 'number_banned'],

  ['8', 'BANNED and the partner removed: the ban is what must be lifted', { node: { status: 'BANNED' }, memory: { withdrawnAt: w.AT - HOUR } }, 'wait', 'number_banned'],

  // --- 9: access withdrawn
  ['9', 'the partner was removed, and the number cannot be used', { memory: { withdrawnAt: w.AT - HOUR } }, 'wait', 'access_withdrawn', { slots: { date: '2026-11-18 11:00 UTC' } }],
  ['9', 'removed after the last onboarding', { memory: { withdrawnAt: w.AT - HOUR }, node: { lastOnboardedAt: '2026-11-18T10:00:00+0000' } }, 'wait', 'access_withdrawn'],
  ['9', 'removed, and the last onboarding has a date nobody can read', { memory: { withdrawnAt: w.AT - HOUR }, node: { lastOnboardedAt: 'yesterday' } }, 'wait', 'access_withdrawn'],
  ['R3', 'removed, but onboarded again since', { memory: { withdrawnAt: w.AT - HOUR }, node: { lastOnboardedAt: '2026-11-18T11:30:00+0000' } }, 'register', 'in_progress'],
  ['C2', 'the Business app’s own disconnection is told by its row', { number: { mode: 'coexistence', liveAt: w.AT - DAY }, memory: { withdrawnAt: w.AT - HOUR, disconnection: { cause: 'primary inactivity', at: w.AT - HOUR } } }, 'wait', 'coexistence_disconnected', { slots: { cause: 'primary inactivity' } }],
  ['L1', 'removed, but the number still works', { memory: { withdrawnAt: w.AT - HOUR }, node: w.LIVE }, 'end', 'live'],
  ['9', 'removed, and not subscribed: nothing is written', { memory: { withdrawnAt: w.AT - HOUR }, observed: w.subscription(false) }, 'wait', 'access_withdrawn', { step: { until: null } }],
];
