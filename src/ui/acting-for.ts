import type { Actor } from '../operations/actor.js';

/** Who acts on a thing of this account: a platform key that looks at every account acts for the thing's own. The operation checks it again. */
export const actingFor = (actor: Actor, accountId: string): Actor =>
  actor.readsAccountId === null ? { ...actor, accountId } : actor;
