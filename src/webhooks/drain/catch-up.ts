import type { Database } from '../../store/database.js';
import { takeWaitingEvents } from '../../store/account-events.js';
import type { NumberRow } from '../../store/tables.js';
import type { EventElement } from './element.js';
import { applyEvents } from './event-effects.js';
import { readAccountField } from './read-account-field.js';

/**
 * Applies what Meta told about the number under `digits` before anybody could know that they are its own: a name decision names no phone
 * number id (facts/meta.md §0.4.3), and a number's digits are known once it was read. Returns whether there was anything.
 */
export function catchUp(
  db: Database,
  number: NumberRow,
  { digits, at }: { digits: string; at: number },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const waiting = await takeWaitingEvents(tx, number.waba_id, digits);
    if (waiting.length === 0) return false;
    const numbers = [
      {
        id: number.id,
        phoneNumberId: number.phone_number_id,
        accountId: number.account_id,
        wabaId: number.waba_id,
        lastWebhookAt: number.last_webhook_at,
        senderRejectedAt: null,
      },
    ];
    const events = waiting.map(({ hash, field, value, at: time, receivedAt }): EventElement => {
      const entry = { id: number.waba_id, time, changes: [] };
      const element = readAccountField({ field, value, entry, receivedAt });
      if (element.is !== 'event') throw new Error(`a waiting ${field} is no event`);
      return { ...element, hash };
    });
    await applyEvents(
      tx,
      events.map((event) => ({ event, numbers })),
      at,
    );
    return true;
  });
}
