import { sql, type RawBuilder } from 'kysely';
import { firstIdAt } from './uuid-v7.js';

/** A phone number of an account: whoever adds it again gets another row, and its messages stay its own. */
export interface AccountNumber {
  readonly account_id: string;
  readonly phone_number_id: string;
}

/** Of messages: sent from this phone number, by whichever of its rows in the account. Read from `messages_of_number`. */
export const isOfNumber = (number: AccountNumber): RawBuilder<boolean> => sql`
  messages.number_id = any(array(
    select id from numbers
    where account_id = ${number.account_id} and phone_number_id = ${number.phone_number_id}))`;

/** Of messages: made at this instant or later. Ids begin with the time, and every index that lists messages ends with the id. */
export const isMadeFrom = (at: Date): RawBuilder<boolean> =>
  sql`messages.id >= ${firstIdAt(inRange(at.getTime()))}::uuid`;

/** Of messages: made before this instant. */
export const isMadeBefore = (at: Date): RawBuilder<boolean> =>
  sql`messages.id < ${firstIdAt(inRange(at.getTime()))}::uuid`;

/** Of messages: made after this instant, not in it. */
export const isMadeAfter = (at: Date): RawBuilder<boolean> =>
  isMadeFrom(new Date(at.getTime() + 1));

/** Instants of which an id can tell: from 1970 on, 48 bits. */
const inRange = (at: number): number => Math.min(Math.max(at, 0), 2 ** 48 - 1);
