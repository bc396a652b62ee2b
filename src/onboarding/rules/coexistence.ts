import { end, seenRule, wait, type Rule } from '../rule.js';
import { mayBeCoexistence } from '../situation.js';
import { webhookState } from '../webhooks.js';
import { webhooksNotEffective } from './webhooks.js';

/** C1 and C2: a number that lives in the WhatsApp Business app is never registered, deregistered or sent a code. Source: facts/meta.md §2.6. */
export const coexistenceRules: readonly Rule[] = [
  seenRule({
    name: 'C1',
    when: (world) =>
      mayBeCoexistence(world) &&
      world.node.status === 'CONNECTED' &&
      world.node.platformType === 'CLOUD_API',
    then: (world) =>
      webhookState(world).effective === true
        ? end('live', 'coexistence_live')
        : webhooksNotEffective(world),
  }),
  seenRule({
    name: 'C2',
    when: mayBeCoexistence,
    then: ({ number, node, memory }) =>
      number.liveAt !== null || node.status === 'DISCONNECTED'
        ? wait('coexistence_disconnected', 'person', {
            slots: { cause: memory.disconnection?.cause ?? '' },
          })
        : wait('coexistence_unfinished', 'person'),
  }),
];
