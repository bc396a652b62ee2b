import { tokenOfWaba, wabaViews, type WabaView } from '../store/wabas.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { giveToken } from './give-token.js';
import { Problem } from './problem.js';

/** Lets another access token serve the WABA and looks at all its numbers again. The same token changes nothing. @throws Problem `not_found`, `insufficient_scope` */
export async function replaceToken(
  actor: Actor,
  wabaId: string,
  accessToken: string,
  deps: Pick<Dependencies, 'db' | 'vault' | 'clock'>,
): Promise<WabaView> {
  requireScope(actor, 'admin');
  const { accountId } = actor;
  await deps.db.transaction().execute(async (tx) => {
    if ((await tokenOfWaba(tx, accountId, wabaId)) === undefined)
      throw new Problem('not_found', `There is no WhatsApp account ${wabaId}.`);
    await giveToken(tx, actor, { wabaId, accessToken }, deps);
  });
  return wabaViews(deps.db, accountId)
    .where('wabas.waba_id', '=', wabaId)
    .executeTakeFirstOrThrow();
}
