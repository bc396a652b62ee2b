import type { Connection } from './database.js';

/** The WABAs of one account, by id, with when their templates were last read. */
export async function accountWabas(
  db: Connection,
  accountId: string,
): Promise<{ wabaId: string; templatesReadAt: Date | null }[]> {
  const rows = await db
    .selectFrom('wabas')
    .select(['waba_id', 'templates_synced_at'])
    .where('account_id', '=', accountId)
    .orderBy('waba_id')
    .execute();
  return rows.map((row) => ({ wabaId: row.waba_id, templatesReadAt: row.templates_synced_at }));
}
