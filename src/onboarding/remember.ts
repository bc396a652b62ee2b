import type { Memory } from './memory.js';
import { grantedScopes } from './scopes.js';
import { isRegistered, isRenameApproved, seen } from './situation.js';
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
    codeVerifiedAt:
      known.node.codeVerification === 'VERIFIED' ? (memory.codeVerifiedAt ?? at) : undefined,
  };
}
