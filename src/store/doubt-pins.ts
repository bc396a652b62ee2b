import { sql } from 'kysely';
import type { Connection } from './database.js';

/** Somebody changed a number's PIN at Meta at this instant, ms, or turned it off. */
export interface ChangedPin {
  readonly phoneNumberId: string;
  readonly at: number;
}

/** PINs that were proven are only stored ones again, unless Meta has accepted them since. */
export async function doubtPins(tx: Connection, changed: readonly ChangedPin[]): Promise<void> {
  if (changed.length === 0) return;
  await sql`
    update phone_numbers_seen as seen set pin_state = 'stored'
    from unnest(
      ${changed.map(({ phoneNumberId }) => phoneNumberId)}::text[],
      ${changed.map(({ at }) => at)}::float8[]
    ) as changed (phone_number_id, at)
    where seen.phone_number_id = changed.phone_number_id and seen.pin_state = 'proven'
      and not exists (
        select from registration_attempts as attempt
        where attempt.phone_number_id = seen.phone_number_id and attempt.kind = 'register'
          and attempt.outcome = 'accepted' and attempt.started_at > to_timestamp(changed.at / 1000))
      and not exists (
        select from numbers
        where numbers.phone_number_id = seen.phone_number_id and numbers.released_at is null
          and memory -> 'pinReplace' ->> 'outcome' = 'accepted'
          and (memory -> 'pinReplace' ->> 'lastAt')::float8 > changed.at)`.execute(tx);
}
