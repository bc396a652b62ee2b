import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { HealthSnapshotsTable } from './tables.js';
import type { HistoryPage } from './timeline.js';

export type HealthSnapshotRow = Selectable<HealthSnapshotsTable>;

/** The changes of a number's node, newest first; `after` is the id where the page before ended. */
export function listHealthSnapshots(
  db: Connection,
  numberId: string,
  { after, limit, createdAfter, createdBefore }: HistoryPage,
): Promise<HealthSnapshotRow[]> {
  let query = db
    .selectFrom('health_snapshots')
    .selectAll()
    .where('number_id', '=', numberId)
    .orderBy('id', 'desc')
    .limit(limit);
  if (after !== null) query = query.where('id', '<', after);
  if (createdAfter !== undefined) query = query.where('taken_at', '>', createdAfter);
  if (createdBefore !== undefined) query = query.where('taken_at', '<', createdBefore);
  return query.execute();
}
