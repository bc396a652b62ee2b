import type { Connection } from './database.js';
import type { AccountWaba } from './templates.js';

/** Were any templates of this WABA ever read? Without, nothing is known of any of them. */
export async function hasTemplates(
  db: Connection,
  { accountId, wabaId }: AccountWaba,
): Promise<boolean> {
  const row = await db
    .selectFrom('templates')
    .select('name')
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
