import type { Connection } from './database.js';
import type { IntentRow } from './tables.js';

/** The intent once it is answered; undefined while it waits. */
export const findFinishedIntent = (db: Connection, id: string): Promise<IntentRow | undefined> =>
  db
    .selectFrom('intents')
    .selectAll()
    .where('id', '=', id)
    .where('state', '!=', 'pending')
    .executeTakeFirst();
