import type { Connection } from './database.js';

/** Which account a row of `numbers` belongs to, and which phone number it is about. */
export interface NumberOwner {
  readonly accountId: string;
  readonly phoneNumberId: string;
}

/** The owners of these rows by row id; those that are not there are left out. */
export async function ownersOfNumbers(
  db: Connection,
  ids: readonly string[],
): Promise<Map<string, NumberOwner>> {
  const rows = await db
    .selectFrom('numbers')
    .select(['id', 'account_id', 'phone_number_id'])
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ id, account_id, phone_number_id }) => [
      id,
      { accountId: account_id, phoneNumberId: phone_number_id },
    ]),
  );
}
