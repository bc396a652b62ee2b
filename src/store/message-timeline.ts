import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { MessageRow, MessageStatusesTable } from './tables.js';

export type StoredStatus = Selectable<MessageStatusesTable>;

/** Every status that came for a message, whatever its word, by Meta's time. */
export const statusesOf = (
  db: Connection,
  { wamid }: Pick<MessageRow, 'wamid'>,
): Promise<StoredStatus[]> =>
  wamid === null
    ? Promise.resolve([])
    : db
        .selectFrom('message_statuses')
        .selectAll()
        .where('wamid', '=', wamid)
        .orderBy('at')
        .orderBy('received_at')
        .execute();
