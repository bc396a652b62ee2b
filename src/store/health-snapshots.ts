import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { HealthSnapshotsTable } from './tables.js';

export type HealthSnapshotRow = Selectable<HealthSnapshotsTable>;

/** The changes of a number's node, newest first; `after` is the id where the page before ended. */
export function listHealthSnapshots(
  db: Connection,
  numberId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<HealthSnapshotRow[]> {
  const query = db
    .selectFrom('health_snapshots')
    .selectAll()
    .where('number_id', '=', numberId)
    .orderBy('id', 'desc')
    .limit(limit);
  return after === null ? query.execute() : query.where('id', '<', after).execute();
}
