import { accountWabas } from '../store/account-wabas.js';
import { appendAudit } from '../store/append.js';
import { requestTemplateSyncs } from '../store/template-syncs.js';
import { templateSyncState } from '../store/templates.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

/** How reading the WABA's templates went last. */
export type SyncState = NonNullable<Awaited<ReturnType<typeof templateSyncState>>>;

/** Asks for the WABA's templates to be read, by the worker. @throws Problem `not_found`, `insufficient_scope` */
export async function askForTemplates(
  actor: Actor,
  wabaId: string,
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
): Promise<SyncState> {
  requireScope(actor, 'operate');
  const { accountId } = actor;
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const state = await templateSyncState(tx, { accountId, wabaId });
    if (state === undefined)
      throw new Problem('not_found', `There is no WhatsApp account ${wabaId}.`);
    await requestTemplateSyncs(tx, [wabaId], { reason: 'requested', at });
    await appendAudit(tx, {
      accountId,
      at,
      keyId: actor.keyId,
      actor: actor.name,
      action: 'waba.sync_templates',
      subject: `waba/${wabaId}`,
      requestId: actor.requestId,
    });
    return state;
  });
}

/** The same for every WABA of the account, at once. Returns how many. @throws Problem `insufficient_scope` */
export async function askForAllTemplates(
  actor: Actor,
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
): Promise<number> {
  requireScope(actor, 'operate');
  const { accountId } = actor;
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const wabas = await accountWabas(tx, accountId);
    if (wabas.length === 0) return 0;
    await requestTemplateSyncs(
      tx,
      wabas.map(({ wabaId }) => wabaId),
      { reason: 'requested', at },
    );
    await appendAudit(tx, {
      accountId,
      at,
      keyId: actor.keyId,
      actor: actor.name,
      action: 'account.sync_templates',
      subject: `account/${accountId}`,
      requestId: actor.requestId,
      details: { wabas: wabas.length },
    });
    return wabas.length;
  });
}
