import type { Context } from 'hono';
import type { Actor } from '../operations/actor.js';
import { Problem } from '../operations/problem.js';
import type { UiEnv } from './context.js';
import { strings } from './strings.js';

/** Who acts on a thing of this account: a platform key that looks at every account acts for the thing's own. The operation checks it again. */
export const actingFor = (actor: Actor, accountId: string): Actor =>
  actor.readsAccountId === null ? { ...actor, accountId } : actor;

/**
 * The account that something new belongs to: the one that is looked at, the only one there is, or the one that was chosen in the form.
 * Null where somebody who looks at several has not said which.
 */
export function accountMeant({ var: { actor, accounts } }: Context<UiEnv>, chosen?: string) {
  if (actor.readsAccountId !== null) return actor.readsAccountId;
  const [only] = accounts;
  if (accounts.length === 1 && only !== undefined) return only.id;
  return accounts.some(({ id }) => id === chosen) ? (chosen ?? null) : null;
}

/** Who acts for {@link accountMeant}. @throws Problem `invalid_request` where that is not said: nothing goes to an account that nobody named */
export function actingForMeant(c: Context<UiEnv>, chosen?: string): Actor {
  const accountId = accountMeant(c, chosen);
  if (accountId === null) throw new Problem('invalid_request', strings.account.needed);
  return actingFor(c.var.actor, accountId);
}
