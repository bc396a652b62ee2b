import { appendAudit, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { keepToken } from '../store/tokens.js';
import { assignToken, tokenOfWaba } from '../store/wabas.js';
import { requestWake } from '../store/wakeups.js';
import { authorOf, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';

/**
 * Lets this access token serve the WABA, in the caller's transaction. Where another one served it, that is never silent: audit and timeline
 * say who replaced it, and every number of the WABA is looked at again. The same token changes nothing.
 */
export async function giveToken(
  tx: Connection,
  actor: Actor,
  { wabaId, accessToken }: { readonly wabaId: string; readonly accessToken: string },
  { vault, clock }: Pick<Dependencies, 'vault' | 'clock'>,
): Promise<void> {
  const { accountId } = actor;
  const at = clock.now();
  const known = await tokenOfWaba(tx, accountId, wabaId);
  const tokenId = await keepToken(tx, vault, { accountId, token: accessToken, at });
  if (tokenId === known?.token_id) return;
  await assignToken(tx, { accountId, wabaId, tokenId, at });
  if (known !== undefined) await tellOfReplacement(tx, actor, wabaId, at);
}

async function tellOfReplacement(
  tx: Connection,
  actor: Actor,
  wabaId: string,
  at: number,
): Promise<void> {
  const { accountId } = actor;
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
}
