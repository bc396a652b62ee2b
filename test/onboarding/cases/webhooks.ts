import { DAY, HOUR, MINUTE, SECOND } from '../../../src/onboarding/duration.js';
import type { Memory } from '../../../src/onboarding/memory.js';
import * as w from '../world.js';
import { every, until, type Case } from './case.js';

const unsubscribed = w.subscription(false);
const live = { node: { ...w.LIVE, ...w.NO_OVERRIDE } };
const unreachable = { refusal: w.refusal('callback_unverified', { details: 'HTTP 418' }) };
const times = (count: number) => Array.from({ length: count }, (_, n) => w.AT - (n + 1) * HOUR);
const fieldOff = { appWebhooks: w.known({ callbackUrl: w.APP_CALLBACK, messagesField: false }) };
const hidden = (override?: Memory['override']): w.Parts => ({
  node: { ...w.LIVE, callbacks: { read: false, phoneNumber: null, waba: null, application: null } },
  memory: override === undefined ? {} : { override },
});
const unreadSubscription = { subscription: w.TIMEOUT };

/** S1, S2 and L2: messages must have somewhere to go. */
// One line per case, so that it reads as the table does.
// prettier-ignore
export const webhookCases: readonly Case[] = [
  // --- S1
  ['S1', 'known not to be subscribed', { observed: unsubscribed }, 'subscribe', 'in_progress', { slots: { step: 'subscribe' }, keepStage: true }],
  ['S1', 'not subscribed, whatever the override', { observed: unsubscribed, ...live }, 'subscribe', 'in_progress'],
  ['R3', 'whether it is subscribed could not be read: never a write on that', { observed: unreadSubscription }, 'register', 'in_progress'],
  ['R3', 'whether it is subscribed was refused to us: never a write on that', { observed: { subscription: w.readRefused('permission') } }, 'register', 'in_progress'],
  ['R3', 'whether it is subscribed was never asked: never a write on that', { observed: { subscription: null } }, 'register', 'in_progress'],
  ['S1', 'subscribing was refused a minute ago: first rung over', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', MINUTE) } }, 'subscribe', 'in_progress'],
  ['R3', 'subscribing was refused a second less than a minute ago: remembered, the table goes on', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', MINUTE - SECOND) } }, 'register', 'in_progress'],
  ['R3', 'refused twice, within 5 minutes', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', 5 * MINUTE - SECOND, { failures: 2 }) } }, 'register', 'in_progress'],
  ['S1', 'refused twice, 5 minutes ago', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', 5 * MINUTE, { failures: 2 }) } }, 'subscribe', 'in_progress'],
  ['R3', 'refused three times, within 15 minutes', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', 15 * MINUTE - SECOND, { failures: 3 }) } }, 'register', 'in_progress'],
  ['R3', 'refused nine times, within the hour', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', HOUR - SECOND, { failures: 9 }) } }, 'register', 'in_progress'],
  ['S1', 'refused nine times, an hour ago', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', HOUR, { failures: 9 }) } }, 'subscribe', 'in_progress'],
  ['S1', 'the backoff is ours, so it is paced', { pace: 0.1, observed: unsubscribed, memory: { subscribe: w.wrote('refused', 6 * SECOND) } }, 'subscribe', 'in_progress'],
  ['R3', 'accepted 89 s ago and not shown: reads lag', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', 89 * SECOND) } }, 'register', 'in_progress'],
  ['S1', 'accepted 90 s ago and not shown', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', 90 * SECOND) } }, 'subscribe', 'in_progress'],
  ['R3', 'the lag is Meta’s: it is not paced', { pace: 0.01, observed: unsubscribed, memory: { subscribe: w.wrote('accepted', 89 * SECOND) } }, 'register', 'in_progress'],
  ['S1', 'three repairs in 24 h are not yet a contest', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', HOUR, { accepted: times(3) }) } }, 'subscribe', 'in_progress'],
  ['R3', 'more than three repairs in 24 h: we stop repairing', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', HOUR, { accepted: times(4) }) } }, 'register', 'in_progress'],
  ['S1', 'four repairs, one of them more than 24 h ago', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', HOUR, { accepted: [...times(3), w.AT - DAY] }) } }, 'subscribe', 'in_progress'],
  ['S1', 'a person pressed Repair webhooks: no backoff, no contest holds it up', { observed: unsubscribed, memory: { subscribe: w.wrote('accepted', HOUR, { accepted: times(9) }) }, intents: [w.wish('repair_webhooks')] }, 'subscribe', 'in_progress'],
  ['R3', 'Repair webhooks was pressed before the last try: that was its answer', { observed: unsubscribed, memory: { subscribe: w.wrote('refused', SECOND) }, intents: [w.wish('repair_webhooks', MINUTE)] }, 'register', 'in_progress'],

  // --- S2
  ['S2', 'the wanted override is not effective', live, 'setOverride', 'in_progress', { slots: { step: 'setOverride' } }],
  ['S2', 'another system’s override is effective', { node: { callbacks: { read: true, phoneNumber: 'https://them.example/', waba: null, application: null } } }, 'setOverride', 'in_progress'],
  ['S2', 'a WABA-level override is effective', { node: { ...w.LIVE, callbacks: { read: true, phoneNumber: null, waba: 'https://them.example/', application: w.APP_CALLBACK } } }, 'setOverride', 'in_progress'],
  ['L1', 'Meta gives the wanted URL back with a slash at its end', { node: { ...w.LIVE, callbacks: { read: true, phoneNumber: `${w.CALLBACK}/`, waba: null, application: null } } }, 'end', 'live'],
  ['L1', 'the WABA-level override is the wanted one', { node: { ...w.LIVE, callbacks: { read: true, phoneNumber: null, waba: w.CALLBACK, application: null } } }, 'end', 'live'],
  ['L1', 'none is wanted: the app-level callback serves', { ...live, number: { wantedCallback: null } }, 'end', 'live'],
  ['S1', 'subscribing goes before the override', { ...live, observed: unsubscribed }, 'subscribe', 'in_progress'],
  ['L2', 'not known to be subscribed: the override waits', { ...live, observed: unreadSubscription }, 'wait', 'meta_unreachable'],
  ['S2', 'Meta no longer shows callbacks, and ours was never accepted', hidden(), 'setOverride', 'in_progress'],
  ['L1', 'Meta no longer shows callbacks, but it accepted ours, after it had called it', hidden(w.wrote('accepted', DAY, { callbackUrl: w.CALLBACK })), 'end', 'live'],
  ['S2', 'Meta no longer shows callbacks, and what it accepted was another URL', hidden(w.wrote('accepted', DAY, { callbackUrl: 'https://old.example/' })), 'setOverride', 'in_progress'],
  ['L2', 'Meta no longer shows callbacks, and refused ours', { ...hidden(w.wrote('refused', SECOND, { callbackUrl: w.CALLBACK, ...unreachable })), number: { ourAppCallback: 'https://elsewhere.example/' } }, 'wait', 'callback_unreachable'],
  ['L1', 'Meta no longer shows callbacks and refused ours, but the app-level callback reaches us', hidden(w.wrote('refused', SECOND, unreachable)), 'end', 'live'],
  ['R3', 'refused within its backoff: remembered, the table goes on', { node: w.NO_OVERRIDE, memory: { override: w.wrote('refused', SECOND) } }, 'register', 'in_progress'],
  ['S2', 'refused, backoff over', { ...live, memory: { override: w.wrote('refused', MINUTE) } }, 'setOverride', 'in_progress'],
  ['S2', 'a person pressed Repair webhooks within the backoff', { ...live, memory: { override: w.wrote('refused', 30 * SECOND, { failures: 9, lastAt: w.AT - 2 * MINUTE }) }, intents: [w.wish('repair_webhooks', MINUTE)] }, 'setOverride', 'in_progress'],

  // --- L2
  ['L2', 'Meta could not verify the callback, and nothing else reaches us', { number: { ourAppCallback: 'https://elsewhere.example/' }, ...live, memory: { override: w.wrote('refused', SECOND, unreachable) } }, 'wait', 'callback_unreachable', { step: { cadence: 'steady', until: w.AT + 59 * SECOND }, slots: { url: w.CALLBACK, detail: 'HTTP 418' } }],
  ['L1', 'refused, but the app-level callback reaches us already: only a warning', { ...live, memory: { override: w.wrote('refused', SECOND, unreachable) } }, 'end', 'live'],
  ['L2', 'another refusal of the override', { ...live, number: { ourAppCallback: 'https://elsewhere.example/' }, memory: { override: w.wrote('refused', SECOND) } }, 'wait', 'subscribe_refused'],
  ['L2', 'subscribing was refused', { node: w.LIVE, observed: unsubscribed, memory: { subscribe: w.wrote('refused', SECOND, { refusal: w.refusal('unknown', { code: 200, message: 'No' }) }) } }, 'wait', 'subscribe_refused', { slots: { code: '200', meta_message: 'No' } }],
  ['L2', 'subscribing was refused and the callbacks were not shown: the refusal is what is known', { node: { ...w.LIVE, callbacks: { read: false, phoneNumber: null, waba: null, application: null } }, observed: unsubscribed, memory: { subscribe: w.wrote('refused', SECOND) } }, 'wait', 'subscribe_refused'],
  ['L2', 'the app is not subscribed to "messages"', { node: w.LIVE, observed: fieldOff }, 'wait', 'messages_field_off', every('person')],
  ['L1', 'whether the field is on could not be read: not shown as off', { node: w.LIVE, observed: { appWebhooks: w.TIMEOUT } }, 'end', 'live'],
  ['L2', 'someone undoes our subscription', { node: w.LIVE, observed: unsubscribed, memory: { subscribe: w.wrote('accepted', HOUR, { accepted: times(4) }) } }, 'wait', 'subscription_contested', { slots: { n: '4' } }],
  ['L2', 'someone undoes our override', { ...live, memory: { override: w.wrote('accepted', HOUR, { accepted: times(5) }) } }, 'wait', 'subscription_contested', { slots: { n: '5' } }],
  ['L2', 'subscribed a moment ago, not shown yet', { node: w.LIVE, observed: unsubscribed, memory: { subscribe: w.wrote('accepted', SECOND) } }, 'wait', 'in_progress', { ...until(w.AT + 89 * SECOND), slots: { step: 'subscribe' }, keepStage: true }],
  ['L2', 'the override was set a moment ago, not shown yet', { ...live, memory: { override: w.wrote('accepted', SECOND) } }, 'wait', 'in_progress', { slots: { step: 'setOverride' } }],
  ['L2', 'Meta refuses to show the subscription for want of a permission', { node: w.LIVE, observed: { subscription: w.readRefused('permission') } }, 'wait', 'permission_missing'],
  ['L2', 'Meta refuses to show the subscription, for a reason of its own', { node: w.LIVE, observed: { subscription: w.readRefused('unknown', { code: 3, message: 'Odd' }) } }, 'wait', 'subscribe_refused', { slots: { code: '3', meta_message: 'Odd' } }],
  ['L2', 'Meta refuses to show the subscription for a moment', { node: w.LIVE, observed: { subscription: w.readRefused('throttled') } }, 'wait', 'meta_unreachable'],
  ['L2', 'the subscription was never read', { node: w.LIVE, observed: { subscription: null } }, 'wait', 'meta_unreachable'],
];
