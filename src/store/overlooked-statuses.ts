import { sql } from 'kysely';
import { TOLD_STATUSES } from '../messaging/status-rank.js';
import { applyStoredStatuses } from './apply-statuses.js';
import type { Database } from './database.js';
import { firstIdAt } from './uuid-v7.js';

/** How far back, ms: messages since, by their making. */
const SINCE = 5 * 60_000;

/**
 * Applies the statuses of messages that were accepted while their first status was being stored, where that status does not carry our id:
 * each transaction ended without seeing the other. Returns how many messages there were.
 */
export async function applyOverlookedStatuses(db: Database, at: number): Promise<number> {
  const { rows } = await sql<{ wamid: string; phone_number_id: string }>`
    select wamid, phone_number_id from messages
    where id > ${firstIdAt(at - SINCE)}::uuid and status in ('accepted', 'held') and exists (
      select from message_statuses as known
      where known.wamid = messages.wamid
        and known.status in (${sql.join(TOLD_STATUSES.map((status) => sql.lit(status)))}))`.execute(
    db,
  );
  const owners = rows.map((row) => ({
    wamid: row.wamid,
    phoneNumberId: row.phone_number_id,
    callbackData: null,
  }));
  return db.transaction().execute((tx) => applyStoredStatuses(tx, owners, at));
}
