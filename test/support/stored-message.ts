import type { Database } from '../../src/store/database.js';
import { insertMessage } from '../../src/store/insert-message.js';
import type { MessageRow, NumberRow } from '../../src/store/tables.js';
import { uuidV7 } from '../../src/store/uuid-v7.js';

/** Writes a message of this number that was made at this instant, ms, as it stands now, without sending it. Returns its id. */
export async function addStoredMessage(
  db: Database,
  number: Pick<NumberRow, 'id' | 'account_id' | 'phone_number_id' | 'waba_id'>,
  made: number,
  { error = null, ...more }: Omit<Partial<MessageRow>, 'attempts'> = {},
): Promise<string> {
  const id = uuidV7(made);
  const recipient = more.recipient ?? '+12025550199';
  await insertMessage(db, {
    id,
    account_id: number.account_id,
    number_id: number.id,
    phone_number_id: number.phone_number_id,
    waba_id: number.waba_id,
    type: 'template',
    template_key: null,
    template_name: 'hina_invitation',
    template_language: 'he',
    recipient,
    recipient_input: recipient,
    recipient_country: null,
    request: {},
    context: {},
    idempotency_key: null,
    again_of: null,
    actor: 'test',
    request_id: null,
    calling_since: null,
    next_attempt_at: null,
    created_at: new Date(made),
  });
  const set = { ...more, ...(error !== null && { error: JSON.stringify(error) }) };
  if (Object.keys(set).length > 0)
    await db
      .updateTable('messages')
      .set(set as never)
      .where('id', '=', id)
      .execute();
  return id;
}
