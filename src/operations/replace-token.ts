import { appendAudit, appendTimeline } from '../store/append.js';
import { keepToken } from '../store/tokens.js';
import { assignToken, tokenOfWaba, wabaViews, type WabaView } from '../store/wabas.js';
import { requestWake } from '../store/wakeups.js';
import { authorOf, requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

/** Lets another access token serve the WABA and looks at all its numbers again. The same token changes nothing. @throws Problem `not_found`, `insufficient_scope` */
export async function replaceToken(
  actor: Actor,
  wabaId: string,
  accessToken: string,
  { db, vault, clock }: Pick<Dependencies, 'db' | 'vault' | 'clock'>,
): Promise<WabaView> {
  requireScope(actor, 'admin');
  const { accountId } = actor;
  const waba = wabaViews(db, accountId).where('wabas.waba_id', '=', wabaId);
  await db.transaction().execute(async (tx) => {
    const known = await tokenOfWaba(tx, accountId, wabaId);
    if (known === undefined)
      throw new Problem('not_found', `There is no WhatsApp account ${wabaId}.`);
    const at = clock.now();
    const tokenId = await keepToken(tx, vault, { accountId, token: accessToken, at });
    if (tokenId === known.token_id) return;
    await assignToken(tx, { accountId, wabaId, tokenId, at });
    await appendAudit(tx, {
      accountId,
      at,
      keyId: actor.keyId,
      actor: actor.name,
      action: 'waba.replace_token',
      subject: `waba/${wabaId}`,
      requestId: actor.requestId,
    });

    const numbers = await tx
      .selectFrom('numbers')
      .select(['id', 'phone_number_id'])
      .where('account_id', '=', accountId)
      .where('waba_id', '=', wabaId)
      .where('released_at', 'is', null)
      .orderBy('phone_number_id')
      .execute();
    await appendTimeline(
      tx,
      numbers.map(({ id }) => ({
        numberId: id,
        at,
        kind: 'token_replaced',
        sentence: `${actor.name} replaced the access token.`,
        author: authorOf(actor),
      })),
    );
    for (const { phone_number_id: id } of numbers) await requestWake(tx, id, 'token_replaced', at);
  });
  return waba.executeTakeFirstOrThrow();
}
