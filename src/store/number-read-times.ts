import type { Connection } from './database.js';
import type { NumberRow } from './tables.js';

/** When each fact about a number was last read at Meta; null: never. */
export interface NumberReadTimes {
  readonly node: Date | null;
  readonly token: Date | null;
  readonly subscription: Date | null;
  readonly appWebhooks: Date | null;
}

/** How old what is known of a number is: it comes from different reads. */
export async function numberReadTimes(
  db: Connection,
  { account_id: accountId, waba_id: wabaId, node_read_at: node }: NumberRow,
): Promise<NumberReadTimes> {
  const times = await db
    .selectFrom('wabas')
    .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
    .select(['checked_at', 'subscription_read_at', 'app_webhooks_read_at'])
    .where('wabas.account_id', '=', accountId)
    .where('wabas.waba_id', '=', wabaId)
    .executeTakeFirstOrThrow();
  return {
    node,
    token: times.checked_at,
    subscription: times.subscription_read_at,
    appWebhooks: times.app_webhooks_read_at,
  };
}
