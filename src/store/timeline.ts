import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { TimelineTable } from './tables.js';

export type TimelineRow = Selectable<TimelineTable>;

/** Where a page of a number's history begins, and the time that it is narrowed to, both ends exclusive. */
export interface HistoryPage {
  readonly after: string | null;
  readonly limit: number;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
}

/** What happened to a number, newest first; `after` is the id where the page before ended. */
export function listTimeline(
  db: Connection,
  numberId: string,
  { after, limit, createdAfter, createdBefore }: HistoryPage,
): Promise<TimelineRow[]> {
  let query = db
    .selectFrom('timeline')
    .selectAll()
    .where('number_id', '=', numberId)
    .orderBy('id', 'desc')
    .limit(limit);
  if (after !== null) query = query.where('id', '<', after);
  if (createdAfter !== undefined) query = query.where('at', '>', createdAfter);
  if (createdBefore !== undefined) query = query.where('at', '<', createdBefore);
  return query.execute();
}
