import { sql } from 'kysely';
import type { RecipientSearch } from '../messaging/recipient-search.js';
import type { Connection, Database } from './database.js';
import { isMadeAfter, isMadeBefore } from './messages-made.js';
import type { MessageRow } from './tables.js';

/** Keys are kept so long, ms. Design: api.md, "Idempotency". */
const KEY_KEPT = 30 * 86_400_000;

/** A key of one number of an account. */
export interface MessageKey {
  readonly accountId: string;
  readonly numberId: string;
  readonly key: string;
}

const ofKey = ({ accountId, numberId, key }: MessageKey) => ({
  account_id: accountId,
  number_id: numberId,
  idempotency_key: key,
});

/** The message that this key sent. */
export const messageOfKey = (db: Connection, key: MessageKey): Promise<MessageRow | undefined> =>
  db
    .selectFrom('messages')
    .selectAll()
    .where((where) => where.and(ofKey(key)))
    .executeTakeFirst();

/** Takes the key back from a message of which it is kept no longer. Is it free now? */
export async function freeKey(db: Connection, key: MessageKey, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('messages')
    .set({ idempotency_key: null })
    .where((where) => where.and(ofKey(key)))
    .where('created_at', '<=', new Date(at - KEY_KEPT))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The message that was sent again in place of this one. */
export const messageAgain = (db: Connection, id: string): Promise<MessageRow | undefined> =>
  db.selectFrom('messages').selectAll().where('again_of', '=', id).executeTakeFirst();

/** By the ids of messages, those of the messages that were sent in their place. */
export async function idsOfAgain(
  db: Connection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'again_of'])
    .where('again_of', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, again_of }) => [again_of ?? '', id]));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By our id or by wamid; null account = every account, for platform keys that read. */
export function findMessage(
  db: Connection,
  accountId: string | null,
  idOrWamid: string,
): Promise<MessageRow | undefined> {
  const query = db
    .selectFrom('messages')
    .selectAll()
    .where(UUID.test(idOrWamid) ? 'id' : 'wamid', '=', idOrWamid);
  return (
    accountId === null ? query : query.where('account_id', '=', accountId)
  ).executeTakeFirst();
}

/** What a list is narrowed by; absent = not. */
export interface MessageFilter {
  readonly phoneNumberIds?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly wabaIds?: readonly string[] | undefined;
  readonly recipients?: readonly RecipientSearch[] | undefined;
  readonly templateKeys?: readonly string[] | undefined;
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  /** Every one must be there, with one of its values. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Messages, newest first; `after` is the id that the page before ended with. */
export function listMessages(
  db: Connection,
  accountId: string | null,
  filter: MessageFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<MessageRow[]> {
  let query = db.selectFrom('messages').selectAll().orderBy('id', 'desc').limit(limit);
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  if (after !== null) query = query.where('id', '<', after);
  if (filter.phoneNumberIds !== undefined)
    query = query.where('phone_number_id', 'in', filter.phoneNumberIds);
  if (filter.statuses !== undefined)
    query = query.where('status', 'in', filter.statuses as MessageRow['status'][]);
  if (filter.wabaIds !== undefined) query = query.where('waba_id', 'in', filter.wabaIds);
  if (filter.recipients !== undefined) query = query.where(isToAny(filter.recipients));
  if (filter.templateKeys !== undefined)
    query = query.where('template_key', 'in', filter.templateKeys);
  if (filter.createdAfter !== undefined) query = query.where(isMadeAfter(filter.createdAfter));
  if (filter.createdBefore !== undefined) query = query.where(isMadeBefore(filter.createdBefore));
  for (const [key, value] of Object.entries(filter.context)) {
    const wanted = value.flatMap((text) =>
      // In a query string everything is text; what was stored may have been a number or a truth value.
      [text, literal(text)].map((one) => JSON.stringify({ [key]: one })),
    );
    const isOne = [...new Set(wanted)].map((one) => sql`context @> ${one}::jsonb`);
    query = query.where(sql<boolean>`context <> '{}' and (${sql.join(isOne, sql` or `)})`);
  }
  return query.execute();
}

/** Each of the three is read from an index of its own. */
const isToAny = (wanted: readonly RecipientSearch[]) => sql<boolean>`(
  recipient = any(${wanted.flatMap(({ recipients }) => recipients)}::text[])
  or (recipient = any(${wanted.flatMap(({ recipientsOfWaIds }) => recipientsOfWaIds)}::text[])
    and wa_id = any(${wanted.flatMap(({ waIds }) => waIds)}::text[]))
  or (recipient_input = any(${wanted.flatMap(({ input }) => input ?? [])}::text[])
    and recipient_input <> recipient and recipient_input not like '+%'))`;

const literal = (text: string): unknown =>
  /^(true|false|null|-?(0|[1-9]\d{0,14})(\.\d{1,10})?)$/.test(text) ? JSON.parse(text) : text;

/** Takes a message that waits, for one call; undefined where it no longer waits, or another process calls for it. */
export function takeForSending(
  db: Database,
  id: string,
  at: number,
): Promise<MessageRow | undefined> {
  return db
    .updateTable('messages')
    .set({ calling_since: new Date(at) })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'retrying'])
    .where('next_attempt_at', 'is not', null)
    .where('calling_since', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

const isoOf = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Nothing of ours calls for longer, ms: a request is bounded by twenty seconds. */
const LONGEST_CALL = 60_000;

/** Messages whose process died in the middle of the call: nobody knows whether Meta has them. Returns how many. */
export async function abandonCalls(db: Database, at: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('messages')
    .set({
      status: 'unknown',
      calling_since: null,
      next_attempt_at: null,
      attempts: sql<string>`(attempts::jsonb || jsonb_build_array(jsonb_build_object(
        'at', ${isoOf('calling_since')}, 'finished_at', ${new Date(at).toISOString()}::text,
        'outcome', 'unknown', 'failure', 'our process ended during the call')))::json`,
    })
    .where('calling_since', '<', new Date(at - LONGEST_CALL))
    .where('status', 'in', ['queued', 'retrying'])
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Notes that a run has it. */
export async function noteHandedOver(db: Database, id: string, at: number): Promise<void> {
  await db
    .updateTable('messages')
    .set({ handed_over_at: new Date(at) })
    .where('id', '=', id)
    .execute();
}
