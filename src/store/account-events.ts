import { sql } from 'kysely';
import type { Connection } from './database.js';

/** An account event; `value` is JSON. */
export interface NewAccountEvent {
  readonly hash: string;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly field: string;
  readonly kind: string;
  readonly access: 'withdrawn' | 'granted' | null;
  readonly at: number;
  readonly receivedAt: Date;
  readonly value: string;
  /** Nobody is known to have these digits yet. */
  readonly waitingDigits: string | null;
}

/** Stores events and returns the hashes of those that were new. */
export async function storeAccountEvents(
  tx: Connection,
  events: readonly NewAccountEvent[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { rows } = await sql<{ hash: string }>`
    insert into account_events
      (hash, waba_id, phone_number_id, field, kind, access, occurred_at, received_at, value, waiting_digits)
    select hash, waba_id, phone_number_id, field, kind, access, occurred_at, received_at, value::jsonb, waiting_digits
    from unnest(
      ${events.map(({ hash }) => hash)}::text[],
      ${events.map(({ wabaId }) => wabaId)}::text[],
      ${events.map(({ phoneNumberId }) => phoneNumberId)}::text[],
      ${events.map(({ field }) => field)}::text[],
      ${events.map(({ kind }) => kind)}::text[],
      ${events.map(({ access }) => access)}::text[],
      ${events.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
      ${events.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
      ${events.map(({ value }) => value)}::text[],
      ${events.map(({ waitingDigits }) => waitingDigits)}::text[]
    ) as given
      (hash, waba_id, phone_number_id, field, kind, access, occurred_at, received_at, value, waiting_digits)
    order by hash collate "C"
    on conflict (hash) do nothing
    returning hash`.execute(tx);
  return new Set(rows.map(({ hash }) => hash));
}

/** An event that waited for the number that it is about. Instants in ms. */
export interface WaitingEvent {
  readonly hash: string;
  readonly field: string;
  readonly value: unknown;
  readonly at: number;
  readonly receivedAt: number;
}

/** Events about the number with these digits that nobody has been told of, the oldest first; from now on they wait no more. */
export async function takeWaitingEvents(
  tx: Connection,
  wabaId: string,
  digits: string,
): Promise<WaitingEvent[]> {
  const rows = await tx
    .updateTable('account_events')
    .set({ waiting_digits: null })
    .where('waba_id', '=', wabaId)
    .where('waiting_digits', '=', digits)
    .returning(['hash', 'field', 'value', 'occurred_at', 'received_at'])
    .execute();
  return rows
    .map(({ hash, field, value, occurred_at: at, received_at: receivedAt }) => ({
      hash,
      field,
      value,
      at: at.getTime(),
      receivedAt: receivedAt.getTime(),
    }))
    .toSorted((one, other) => one.at - other.at);
}

/** When our access to each WABA was withdrawn, ms; null where it was granted again later, by Meta's times and not by arrival. */
export async function accessWithdrawnAt(
  tx: Connection,
  wabaIds: readonly string[],
): Promise<Map<string, number | null>> {
  if (wabaIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('account_events')
    .distinctOn('waba_id')
    .select(['waba_id', 'access', 'occurred_at'])
    .where('waba_id', 'in', wabaIds)
    .where('access', 'is not', null)
    .orderBy('waba_id')
    .orderBy('occurred_at', 'desc')
    .orderBy('hash')
    .execute();
  return new Map(
    rows.map((row) => [
      row.waba_id ?? '',
      row.access === 'withdrawn' ? row.occurred_at.getTime() : null,
    ]),
  );
}

/** What Meta last said that it does not allow a WABA, as it said it; null where it never did. */
export async function lastRestriction(db: Connection, wabaId: string): Promise<unknown> {
  const row = await db
    .selectFrom('account_events')
    .select('value')
    .where('waba_id', '=', wabaId)
    .where('kind', '=', 'account_restriction')
    .orderBy('occurred_at', 'desc')
    .orderBy('hash')
    .limit(1)
    .executeTakeFirst();
  return row?.value ?? null;
}
