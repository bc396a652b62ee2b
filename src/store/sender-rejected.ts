import { sql } from 'kysely';
import type { Connection } from './database.js';

/** How exact the instant is, ms: a campaign is refused by the thousand. */
const MINUTE = 60_000;

/** Remembers that Meta refused to send from this number as if it were not registered; false where that is known since a minute at most. Holds the number's row until the transaction ends. */
export async function noteSenderRejected(
  tx: Connection,
  numberId: string,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('numbers')
    .set({ memory: sql<string>`memory || ${JSON.stringify({ senderRejectedAt: at })}::jsonb` })
    .where('id', '=', numberId)
    .where(
      sql<boolean>`coalesce((memory ->> 'senderRejectedAt')::bigint, 0) <= ${at - MINUTE}::bigint`,
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
