import type { Context } from 'hono';
import { presentNumber } from '../api/present/number.js';
import type { ShownNumber } from '../api/schemas/number.js';
import type { Actor } from '../operations/actor.js';
import { readNumber } from '../operations/owned-number.js';
import type { NumberView } from '../store/number-views.js';
import type { ConsoleDependencies, UiEnv } from './context.js';

/** A number for a page: as the API shows it, its row, and who may act on it. */
export interface LoadedNumber {
  readonly shown: ShownNumber;
  readonly row: NumberView;
  /** A platform key that looks at every account acts for the number's own. */
  readonly actor: Actor;
}

/** The number in the page's path. @throws Problem `not_found`, also for another account's */
export async function loadNumber(
  c: Context<UiEnv>,
  phoneNumberId: string,
  deps: ConsoleDependencies,
): Promise<LoadedNumber> {
  const { actor } = c.var;
  const row = await readNumber(actor, phoneNumberId, deps);
  return {
    row,
    shown: presentNumber(row, actor, deps),
    actor: actor.readsAccountId === null ? { ...actor, accountId: row.account_id } : actor,
  };
}
