import type { FailureClass } from '../../graph/failure-class.js';
import { act, seenRule, wait, type Answer, type Rule } from '../rule.js';
import { missingScope } from '../scopes.js';
import { isConnected, type Seen } from '../situation.js';
import {
  isContested,
  mayRepair,
  repairDueAt,
  repairsToday,
  sameUrl,
  webhookState,
} from '../webhooks.js';

/**
 * S1 and S2: before anything else messages must have somewhere to go. Both are *known* to be wrong before they write; where Meta no longer
 * shows callbacks at all, S2 goes by what Meta accepted from us last.
 */
export const webhookRules: readonly Rule[] = [
  seenRule({
    name: 'S1',
    when: (world) =>
      webhookState(world).subscribed === false && mayRepair(world, world.memory.subscribe),
    then: () => act({ kind: 'subscribe' }, 'subscribe'),
  }),
  seenRule({
    name: 'S2',
    when: (world) => {
      const { subscribed, callback } = webhookState(world);
      return (
        subscribed === true &&
        callback.wanted !== null &&
        !sameUrl(callback.effective, callback.wanted) &&
        mayRepair(world, world.memory.override)
      );
    },
    then: () => act({ kind: 'setOverride' }, 'setOverride'),
  }),
];

/** L2: connected, but messages would not reach us. */
export const webhooksNotEffectiveRule: Rule = seenRule({
  name: 'L2',
  when: (world) => isConnected(world.node) === true && webhookState(world).effective !== true,
  then: webhooksNotEffective,
});

/** Refused for now: it says nothing about the account. */
const PASSING: readonly FailureClass[] = ['transient', 'maintenance', 'throttled'];

/** Why the webhooks of a connected number are not effective, in the order in which they must be mended. */
export function webhooksNotEffective(world: Seen): Answer {
  const { memory, observation } = world;
  const state = webhookState(world);
  const { subscribe, override } = memory;

  if (state.messagesField === false) return wait('messages_field_off', 'person');
  if (isContested(world, subscribe) || isContested(world, override)) {
    const n = Math.max(repairsToday(world, subscribe), repairsToday(world, override));
    return wait('subscription_contested', 'person', { slots: { n: String(n) } });
  }
  if (state.subscribed === null) {
    const refusal =
      observation.subscription?.kind === 'refused' ? observation.subscription.refusal : null;
    if (refusal === null || PASSING.includes(refusal.class))
      return wait('meta_unreachable', 'unreadable');
    return refusal.class === 'permission'
      ? wait('permission_missing', 'person', { slots: missingScope(world, refusal) })
      : wait('subscribe_refused', 'person', {
          slots: { code: String(refusal.code), meta_message: refusal.message },
        });
  }
  const write = state.subscribed ? override : subscribe;
  const dueAt = write === undefined ? null : repairDueAt(world, write);
  const until = dueAt !== null && dueAt > world.at ? dueAt : null;
  const refused = write?.refusal;
  if (refused?.class === 'callback_unverified') {
    return wait('callback_unreachable', 'steady', {
      until,
      slots: { url: state.callback.wanted ?? '', detail: refused.details ?? refused.message },
    });
  }
  if (refused !== null && refused !== undefined) {
    return wait('subscribe_refused', 'steady', {
      until,
      slots: { code: String(refused.code), meta_message: refused.message },
    });
  }
  // Written and accepted, or lost: the next reads tell.
  return {
    ...wait('in_progress', 'activating', {
      until,
      slots: { step: state.subscribed ? 'setOverride' : 'subscribe' },
    }),
    keepStage: true,
  };
}
