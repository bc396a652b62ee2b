import { sql, type Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { AuditLogTable } from './tables.js';

export type AuditRow = Selectable<AuditLogTable>;

/** Which rows of the audit log are wanted; what is left out does not narrow. */
export interface AuditFilter {
  /** Whole names, or families such as `number.*`. */
  readonly actions?: readonly string[] | undefined;
  readonly actors?: readonly string[] | undefined;
  readonly subjects?: readonly string[] | undefined;
  readonly keyIds?: readonly string[] | undefined;
  readonly requestIds?: readonly string[] | undefined;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
}

/** The audit log of one account, null = all of it; newest first, at most `limit` rows after the one where the page before ended. */
export function listAudit(
  db: Connection,
  accountId: string | null,
  filter: AuditFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<AuditRow[]> {
  let query = db.selectFrom('audit_log').selectAll();
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  if (filter.actions) query = query.where(isAnyOf(filter.actions));
  if (filter.actors) query = query.where('actor', 'in', filter.actors);
  if (filter.subjects) query = query.where('subject', 'in', filter.subjects);
  if (filter.keyIds) query = query.where('key_id', 'in', filter.keyIds);
  if (filter.requestIds) query = query.where('request_id', 'in', filter.requestIds);
  if (filter.createdAfter) query = query.where('at', '>', filter.createdAfter);
  if (filter.createdBefore) query = query.where('at', '<', filter.createdBefore);
  if (after !== null) query = query.where('id', '<', after);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

const isAnyOf = (actions: readonly string[]) => {
  const families = actions
    .filter((action) => action.endsWith('.*'))
    .map((name) => name.slice(0, -1));
  return sql<boolean>`(
    action = any(${actions}) or exists (select from unnest(${families}::text[]) family where starts_with(action, family))
  )`;
};
