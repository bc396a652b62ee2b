import type { Connection } from './database.js';
import type { AccountWaba } from './templates.js';

/** Were the templates of this WABA ever read with this account's token, also where it has none? Without, nothing is known of any of them. */
export async function templatesWereRead(
  db: Connection,
  { accountId, wabaId }: AccountWaba,
): Promise<boolean> {
  const row = await db
    .selectFrom('wabas')
    .select('waba_id')
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('templates_synced_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}
