import { latenessOf, type UsualTime } from '../messaging/delivery-stuck.js';
import type { Database } from '../store/database.js';
import { kindOf, usualTimes } from '../store/delivery-report.js';
import { idsOfAgain } from '../store/messages.js';
import { newestNumberViews, type NumberView } from '../store/number-views.js';
import type { MessageRow } from '../store/tables.js';

/** What is known beside a message that tells what it means. */
export interface MessageSurroundings {
  /** How long its kind takes to arrive; null where that is not asked for. */
  readonly usual: UsualTime | null;
  /** The message that was sent in its place. */
  readonly againId: string | null;
  /** Its number, where the message is late with its first status. */
  readonly number: NumberView | null;
}

/** Looks up what each of these messages stands in; a page of them costs as many queries as one. */
export async function surroundingsOf(
  db: Database,
  messages: readonly MessageRow[],
  at: number,
): Promise<(message: MessageRow) => MessageSurroundings> {
  const ids = messages.map(({ id }) => id);
  const [usual, again] = await Promise.all([usualTimes(db, messages, at), idsOfAgain(db, ids)]);
  const usualOf = (message: MessageRow) => usual.get(kindOf(message)) ?? null;
  const unheardOf = messages.filter(
    (message) =>
      message.status === 'accepted' && latenessOf(message, usualOf(message), at) !== null,
  );
  const numbers = await newestNumberViews(db, unheardOf);
  return (message) => ({
    usual: usualOf(message),
    againId: again.get(message.id) ?? null,
    number: numbers(message) ?? null,
  });
}
