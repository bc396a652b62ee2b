import type { Memory } from './memory.js';
import { grantedScopes } from './scopes.js';
import { isRegistered, isRenameApproved, seen, type Seen } from './situation.js';
import { webhookFaults, webhookState } from './webhooks.js';
import type { World } from './world.js';

type TurnMemory = Omit<
  Memory,
  'subscribe' | 'override' | 'code' | 'pinReplace' | 'rename' | 'release'
>;

/**
 * What this observation adds to the memory, before the decision is made. Only the keys that turns own; `undefined` forgets a key.
 * A read that failed changes nothing but the count of failed reads.
 */
export function remember(world: World): { [K in keyof TurnMemory]: TurnMemory[K] | undefined } {
  const { at, memory, observation } = world;
  const { node } = observation;
  if (node.kind === 'unreadable') {
    const { since, times } = memory.unreadable ?? { since: at, times: 0 };
    return { unreadable: { since, times: times + 1 } };
  }
  if (node.kind === 'refused') {
    const passing = ['throttled', 'transient', 'maintenance'].includes(node.refusal.class);
    const { since, times } = memory.unreadable ?? { since: at, times: 0 };
    return {
      unreadable: passing ? { since, times: times + 1 } : undefined,
      notVisible:
        node.refusal.class === 'not_visible'
          ? (memory.notVisible ?? { since: at })
          : passing
            ? memory.notVisible
            : undefined,
    };
  }
  const known = seen(world);
  if (known === null) return {};
  const registered = isRegistered(known.node);
  // A name that this read does not show was not decided upon.
  const status = known.node.newNameStatus ?? known.node.nameStatus ?? memory.name?.status;
  const granted = grantedScopes(world);
  return {
    unreadable: undefined,
    notVisible: undefined,
    registeredSeenAt: registered === true ? at : memory.registeredSeenAt,
    lost:
      registered === false && memory.registeredSeenAt !== undefined
        ? (memory.lost ?? { since: at })
        : undefined,
    name:
      status === undefined || status === memory.name?.status
        ? memory.name
        : { status, changedAt: at },
    scopes:
      granted === null || granted === memory.scopes?.list
        ? memory.scopes
        : { list: granted, changedAt: at },
    renameApprovedAt: isRenameApproved(known.node) ? (memory.renameApprovedAt ?? at) : undefined,
    webhooksBroken: brokenWebhooks(known),
    codeVerifiedAt:
      known.node.codeVerification === 'VERIFIED' ? (memory.codeVerifiedAt ?? at) : undefined,
  };
}

/** Only what had worked can be found undone; seeing all of it work again forgets it. */
function brokenWebhooks(world: Seen): Memory['webhooksBroken'] {
  const { memory, number, at } = world;
  if (number.liveAt === null || webhookState(world).effective === true) return undefined;
  const faults = webhookFaults(world);
  const broken = memory.webhooksBroken ?? { since: at, found: [] };
  const news = faults.filter(({ what }) => broken.found.every((known) => known.what !== what));
  if (news.length === 0) return memory.webhooksBroken;
  return { since: broken.since, found: [...broken.found, ...news] };
}
