import { appendEvents, appendTimeline } from '../store/append.js';
import { numberEvent } from '../store/number-event.js';
import { finishIntent } from '../store/record-turn.js';
import type { IntentRow, NumberRow } from '../store/tables.js';
import { owners } from '../store/vault.js';
import { causeOf } from './cause.js';
import type { Dependencies } from './dependencies.js';

/** Puts the PIN that a person supplied in place, under the same lock that registering takes. No call to Meta: the next attempt proves it. */
export async function applySuppliedPin(
  { db, vault }: Pick<Dependencies, 'db' | 'vault'>,
  number: NumberRow,
  intent: IntentRow,
  at: number,
): Promise<void> {
  if (intent.encrypted_payload === null) return;
  const pin = vault.decrypt(intent.encrypted_payload, owners.intent(intent.id));
  await db.transaction().execute(async (tx) => {
    const seen = await tx
      .selectFrom('phone_numbers_seen')
      .select(['encrypted_pin', 'pin_state'])
      .where('phone_number_id', '=', number.phone_number_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('phone_numbers_seen')
      .set({
        encrypted_pin: vault.encrypt(pin, owners.pin(number.phone_number_id)),
        encrypted_next_pin: null,
        ...(seen.pin_state === 'proven' ? { encrypted_proven_pin: seen.encrypted_pin } : {}),
        pin_state: 'stored',
        pin_supplied: true,
        pin_changed_at: new Date(at),
      })
      .where('phone_number_id', '=', number.phone_number_id)
      .execute();
    await finishIntent(
      tx,
      {
        id: intent.id,
        state: 'done',
        code: null,
        message: 'The PIN is stored and used from the next attempt on.',
      },
      at,
    );
    const cause = causeOf([], [intent], number.memory);
    const change = {
      kind: 'pin_supplied',
      sentence: `${intent.actor} supplied the two-step verification PIN.`,
      facts: {},
    };
    await appendTimeline(tx, [
      { numberId: number.id, at, ...change, author: cause, sourceKey: `intent/${intent.id}` },
    ]);
    await appendEvents(tx, [numberEvent(number, 'number.pin_changed', { at, cause, change })]);
  });
}
