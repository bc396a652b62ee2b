import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { PhoneNumbersSeenTable } from './tables.js';
import { owners, type Vault } from './vault.js';

export type PhoneNumberSeen = Selectable<PhoneNumbersSeenTable>;

/** The row of this phone number, made when it is new, locked until the transaction ends: whoever adds or registers it does so alone. */
export async function lockPhoneNumber(
  tx: Connection,
  phoneNumberId: string,
  at: number,
): Promise<PhoneNumberSeen> {
  await tx
    .insertInto('phone_numbers_seen')
    .values({ phone_number_id: phoneNumberId, created_at: new Date(at) })
    .onConflict((conflict) => conflict.column('phone_number_id').doNothing())
    .execute();
  return tx
    .selectFrom('phone_numbers_seen')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Puts the PIN that a person gave with a number in place; the next attempt proves it. A PIN that Meta has accepted stays: a wrong one would
 * lose it, and it outlives releases. Call it with the row locked.
 */
export async function storeSuppliedPin(
  tx: Connection,
  vault: Vault,
  { phoneNumberId, pin, at }: { phoneNumberId: string; pin: string; at: number },
): Promise<void> {
  await tx
    .updateTable('phone_numbers_seen')
    .set({
      encrypted_pin: vault.encrypt(pin, owners.pin(phoneNumberId)),
      encrypted_next_pin: null,
      pin_state: 'stored',
      pin_supplied: true,
      pin_changed_at: new Date(at),
    })
    .where('phone_number_id', '=', phoneNumberId)
    .where('pin_state', '!=', 'proven')
    .execute();
}

/** Forgets a PIN that came from someone and was never accepted. Call it with the row locked. */
export async function forgetUnprovenPin(
  tx: Connection,
  phoneNumberId: string,
  at: number,
): Promise<void> {
  await tx
    .updateTable('phone_numbers_seen')
    .set({
      encrypted_pin: null,
      pin_state: 'none',
      pin_supplied: false,
      pin_changed_at: new Date(at),
    })
    .where('phone_number_id', '=', phoneNumberId)
    .where('pin_state', '=', 'stored')
    .where('pin_supplied', '=', true)
    .execute();
}
