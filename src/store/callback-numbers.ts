import type { Connection } from './database.js';

/** A number that a callback URL names, with the token Meta proves itself with. */
export interface CallbackNumber {
  readonly id: string;
  readonly encrypted_verify_token: string;
}

/** The numbers, at most a few, that these digits name: a phone number id or an E.164 number without its plus. */
export const findCallbackNumbers = (db: Connection, digits: string): Promise<CallbackNumber[]> =>
  db
    .selectFrom('numbers')
    .innerJoin(
      'phone_numbers_seen',
      'phone_numbers_seen.phone_number_id',
      'numbers.phone_number_id',
    )
    .select(['numbers.id', 'numbers.encrypted_verify_token'])
    .where('numbers.released_at', 'is', null)
    .where((where) =>
      where.or([
        where('numbers.phone_number_id', '=', digits),
        where('phone_numbers_seen.e164', '=', `+${digits}`),
      ]),
    )
    .limit(5)
    .execute();
