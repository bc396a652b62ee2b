import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { TimelineTable } from './tables.js';

export type TimelineRow = Selectable<TimelineTable>;

/** What happened to a number, newest first; `after` is the id where the page before ended. */
export function listTimeline(
  db: Connection,
  numberId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<TimelineRow[]> {
  const query = db
    .selectFrom('timeline')
    .selectAll()
    .where('number_id', '=', numberId)
    .orderBy('id', 'desc')
    .limit(limit);
  return after === null ? query.execute() : query.where('id', '<', after).execute();
}
