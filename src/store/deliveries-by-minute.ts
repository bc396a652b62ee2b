import { sql } from 'kysely';
import type { Connection } from './database.js';
import { deliveriesAbout } from './webhook-subjects.js';

/** How many webhooks came in one minute. */
export interface DeliveryMinute {
  readonly minute: Date;
  readonly count: number;
}

/** Under a flood the newest so many are counted: the plot is for people, and must not cost what the flood costs. */
const COUNTED = 20_000;
const MINUTE = 60_000;

/** The last `minutes` minutes up to now, oldest first, quiet ones too; of what concerns the account, null = everything. */
export async function deliveriesByMinute(
  db: Connection,
  accountId: string | null,
  { minutes, at }: { readonly minutes: number; readonly at: number },
): Promise<DeliveryMinute[]> {
  const first = new Date(Math.floor(at / MINUTE) * MINUTE - (minutes - 1) * MINUTE);
  const newest =
    accountId === null
      ? sql`select received_at from webhook_deliveries
          where received_at >= ${first} order by id desc limit ${COUNTED}`
      : deliveriesAbout(
          { accountId, createdAfter: new Date(first.getTime() - 1) },
          { order: 'desc', limit: COUNTED },
        );
  const { rows } = await sql<DeliveryMinute>`
    with newest as (${newest}), counted as (
      select date_trunc('minute', received_at) as minute, count(*)::int as count
      from newest group by 1
    )
    select minute, coalesce(counted.count, 0) as count
    from generate_series(${first}::timestamptz, ${new Date(at)}::timestamptz, interval '1 minute') as minute
    left join counted using (minute)
    order by minute`.execute(db);
  return rows;
}
