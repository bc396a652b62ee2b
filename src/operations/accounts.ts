import {
  accountViews,
  beginClosing,
  insertAccount,
  listAccountViews,
  type AccountView,
} from '../store/accounts.js';
import { appendAudit } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { numberViews } from '../store/number-views.js';
import { requireScope, type Actor } from './actor.js';
import { DEFAULT_ACCOUNT } from './authenticate.js';
import { isCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';
import { releaseWithin, type ReleaseOptions } from './release-number.js';

type Ports = Pick<Dependencies, 'db' | 'clock'>;

/** Makes an account. @throws Problem `insufficient_scope`, also where the key is not the platform's */
export async function createAccount(
  actor: Actor,
  name: string,
  { db, clock }: Ports,
): Promise<AccountView> {
  requirePlatform(actor);
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const account = await insertAccount(tx, { name, at });
    await auditAccount(tx, actor, 'account.create', account.id, at, { name });
    return { ...account, numbers_left: 0 };
  });
}

/** Every account for the platform, else one's own; newest first. @throws Problem `insufficient_scope` */
export async function listAccounts(
  actor: Actor,
  page: { after: string | null; limit: number },
  { db }: Pick<Ports, 'db'>,
): Promise<AccountView[]> {
  requireScope(actor, 'read');
  return listAccountViews(db, actor.readsAccountId, page);
}

/** One account. @throws Problem `insufficient_scope`, `not_found` (also for another) */
export async function readAccount(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<AccountView> {
  requireScope(actor, 'read');
  return visibleAccount(db, actor, id);
}

/**
 * Ends an account: its keys stop now, all its numbers are released, each by its own controller, and with the last of them it is closed. All
 * of it is asked for in one transaction, so that nothing needs to be repeated. Again changes nothing.
 * @throws Problem `insufficient_scope`, `not_found`, `invalid_request` for the account that platform keys act for by default
 */
export async function closeAccount(
  actor: Actor,
  id: string,
  options: ReleaseOptions,
  deps: Dependencies,
): Promise<AccountView> {
  requireScope(actor, 'admin');
  return deps.db.transaction().execute(async (tx) => {
    const account = await visibleAccount(tx, actor, id);
    requirePlatform(actor);
    if (id === DEFAULT_ACCOUNT) {
      throw new Problem(
        'invalid_request',
        'Platform keys act for this account where they name none, so it cannot be closed.',
      );
    }
    const at = deps.clock.now();
    if (!(await beginClosing(tx, id, at))) return account;
    const numbers = await numberViews(tx, id)
      .where('numbers.released_at', 'is', null)
      .orderBy('numbers.id')
      .forUpdate('numbers')
      .execute();
    for (const number of numbers) {
      const deregister = options.deregister && !isCoexistence(number);
      await releaseWithin(tx, actor, number, { ...options, deregister }, deps);
    }
    await auditAccount(tx, actor, 'account.close', id, at, { numbers: numbers.length, ...options });
    return visibleAccount(tx, actor, id);
  });
}

async function visibleAccount(db: Connection, actor: Actor, id: string): Promise<AccountView> {
  const account = /^\d{1,18}$/.test(id)
    ? await accountViews(db, actor.readsAccountId).where('accounts.id', '=', id).executeTakeFirst()
    : undefined;
  if (account === undefined)
    throw new Problem('not_found', `There is no account ${id.slice(0, 20)}.`);
  return account;
}

function requirePlatform(actor: Actor): void {
  requireScope(actor, 'admin');
  if (actor.isPlatform) return;
  throw new Problem('insufficient_scope', 'Only a platform key makes and closes accounts.');
}

const auditAccount = (
  tx: Connection,
  actor: Actor,
  action: string,
  id: string,
  at: number,
  details: Record<string, unknown>,
): Promise<void> =>
  appendAudit(tx, {
    accountId: id,
    at,
    keyId: actor.keyId,
    actor: actor.name,
    action,
    subject: `account/${id}`,
    requestId: actor.requestId,
    details,
  });
