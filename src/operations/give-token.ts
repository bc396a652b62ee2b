import { appendAudit, appendEvents, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { keepToken, lastFour } from '../store/tokens.js';
import { assignToken, tokenOfWaba } from '../store/wabas.js';
import { requestSpreadWakes } from '../store/wakeups.js';
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
  if (known !== undefined)
    await tellOfReplacement(tx, actor, { wabaId, last4: lastFour(accessToken), at });
}

async function tellOfReplacement(
  tx: Connection,
  actor: Actor,
  { wabaId, last4, at }: { wabaId: string; last4: string; at: number },
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
  await appendEvents(tx, [
    {
      accountId,
      numberId: null,
      type: 'waba.updated',
      at,
      data: {
        wabas: [{ id: wabaId }],
        token: { last4, valid: null, expires_at: null, scopes: [] },
        change: {
          kind: 'token_replaced',
          sentence: `${actor.name} replaced the access token.`,
          facts: {},
          occurred_at: new Date(at).toISOString(),
        },
      },
      cause: { kind: 'api', author: authorOf(actor) },
    },
  ]);
  const numbers = await tx
    .selectFrom('numbers')
    .select(['id', 'phone_number_id'])
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('released_at', 'is', null)
    .orderBy('id')
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
  await requestSpreadWakes(
    tx,
    numbers.map(({ phone_number_id: phoneNumberId }) => phoneNumberId),
    'token_replaced',
    at,
  );
}
