import { listAudit, type AuditFilter, type AuditRow } from '../store/audit.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';

/** The audit log of the actor's account, all of it for the platform; newest first. @throws Problem `insufficient_scope` */
export async function readAudit(
  actor: Actor,
  filter: AuditFilter,
  page: { after: string | null; limit: number },
  { db }: Pick<Dependencies, 'db'>,
): Promise<AuditRow[]> {
  requireScope(actor, 'admin');
  return listAudit(db, actor.readsAccountId, filter, page);
}
