import { sql } from 'kysely';
import type { Connection } from './database.js';
import { numberViews, type NumberView } from './number-views.js';

/** What a list of numbers is narrowed to; several values of one filter mean "any of them". */
export interface NumberFilter {
  readonly stages?: readonly string[] | undefined;
  readonly waitingOn?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly numberIds?: readonly string[] | undefined;
  readonly wabaIds?: readonly string[] | undefined;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Part of an id, a name, or the digits of the number. */
  readonly text?: string | undefined;
}

/** `attention`: what needs a person first, longest waiting first. */
export type NumberOrder = 'newest' | 'attention';

/** Where a page ended; `rank` counts for `attention` only. */
export interface NumberCursor {
  readonly rank: number;
  readonly at: Date;
  readonly id: string;
}

/** One row of a list with its place in it. */
export type ListedNumber = NumberView & { readonly rank: number };

// Whose move it is, most urgent for the people who run this first.
const rank = sql<number>`case numbers.waiting_on
  when 'operator' then 0 when 'customer' then 1 when 'us' then 2 when 'time' then 3 when 'meta' then 4 else 5 end`;

/** At most `limit` numbers after the cursor. */
export async function listNumberViews(
  db: Connection,
  accountId: string | null,
  filter: NumberFilter,
  { order, after, limit }: { order: NumberOrder; after: NumberCursor | null; limit: number },
): Promise<ListedNumber[]> {
  let query = numberViews(db, accountId).select(rank.as('rank'));
  if (filter.stages) query = query.where(sql<string>`numbers.stage`, 'in', filter.stages);
  if (filter.waitingOn)
    query = query.where(sql<string>`numbers.waiting_on`, 'in', filter.waitingOn);
  if (filter.reasons) query = query.where(sql<string>`numbers.reason`, 'in', filter.reasons);
  if (filter.numberIds) query = query.where('numbers.phone_number_id', 'in', filter.numberIds);
  if (filter.wabaIds) query = query.where('numbers.waba_id', 'in', filter.wabaIds);
  if (filter.createdAfter) query = query.where('numbers.created_at', '>', filter.createdAfter);
  if (filter.createdBefore) query = query.where('numbers.created_at', '<', filter.createdBefore);
  for (const [key, value] of Object.entries(filter.metadata ?? {}))
    query = query.where(sql<string>`numbers.metadata ->> ${key}`, '=', value);
  if (filter.text) query = query.where(containsText(filter.text));

  if (order === 'newest') {
    if (after !== null)
      query = query.where(
        sql<boolean>`(numbers.created_at, numbers.id) < (${after.at}, ${after.id}::uuid)`,
      );
    query = query.orderBy('numbers.created_at', 'desc').orderBy('numbers.id', 'desc');
  } else {
    if (after !== null)
      query = query.where(
        sql<boolean>`(${rank}, numbers.reason_since, numbers.id) > (${after.rank}::integer, ${after.at}, ${after.id}::uuid)`,
      );
    query = query.orderBy(rank).orderBy('numbers.reason_since').orderBy('numbers.id');
  }
  return query.limit(limit).execute();
}

/** As people write one, or a part of one. */
const PHONE_NUMBER = /^[+\d\s().\-\u2010-\u2015]+$/;

function containsText(text: string) {
  const like = `%${text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;
  // A wamid or a trace id has digits too, and they say nothing about a phone number.
  const digits = PHONE_NUMBER.test(text) ? text.replaceAll(/\D/g, '') : '';
  return sql<boolean>`(
    numbers.phone_number_id like ${like}
    or numbers.waba_id like ${like}
    or numbers.external_id ilike ${like}
    or numbers.node ->> 'verifiedName' ilike ${like}
    or (${digits} <> '' and regexp_replace(numbers.node ->> 'displayPhoneNumber', '\\D', '', 'g') like ${`%${digits}%`})
  )`;
}
