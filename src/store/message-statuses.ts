import { sql } from 'kysely';
import type { Connection } from './database.js';

/** A status as it came; `raw` is JSON. */
export interface NewStatus {
  readonly wamid: string;
  readonly status: string;
  readonly recipient: string;
  readonly phoneNumberId: string;
  readonly numberId: string | null;
  readonly at: number;
  readonly receivedAt: Date;
  readonly raw: string;
}

/** The natural key of a status. Source: facts/meta.md §4.2. */
export const statusKey = ({
  wamid,
  status,
  recipient,
}: Pick<NewStatus, 'wamid' | 'status' | 'recipient'>): string =>
  recipient === '' ? `${wamid}/${status}` : `${wamid}/${status}/${recipient}`;

/**
 * Stores statuses and returns the keys of those that were new or earlier than what was there. Of two with the same key the earlier one
 * stays, then the one that sorts first: whatever the order and however often they come, the same row is left.
 */
export async function storeStatuses(
  tx: Connection,
  statuses: readonly NewStatus[],
): Promise<Set<string>> {
  if (statuses.length === 0) return new Set();
  // Sorted by key: two drains that meet wait for each other and never in a circle.
  const { rows } = await sql<{ wamid: string; status: string; recipient: string }>`
    insert into message_statuses as known
      (wamid, status, recipient, phone_number_id, number_id, at, received_at, raw)
    select distinct on (wamid, status, recipient)
      wamid, status, recipient, phone_number_id, number_id, at, received_at, raw::json
    from (
      select wamid collate "C", status collate "C", recipient collate "C",
        phone_number_id, number_id, at, received_at, raw
      from unnest(
        ${statuses.map(({ wamid }) => wamid)}::text[],
        ${statuses.map(({ status }) => status)}::text[],
        ${statuses.map(({ recipient }) => recipient)}::text[],
        ${statuses.map(({ phoneNumberId }) => phoneNumberId)}::text[],
        ${statuses.map(({ numberId }) => numberId)}::uuid[],
        ${statuses.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
        ${statuses.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
        ${statuses.map(({ raw }) => raw)}::text[]
      ) as given (wamid, status, recipient, phone_number_id, number_id, at, received_at, raw)
    ) as sorted
    order by wamid, status, recipient, at, raw collate "C"
    on conflict (wamid, status, recipient) do update set
      phone_number_id = excluded.phone_number_id,
      number_id = coalesce(known.number_id, excluded.number_id),
      at = excluded.at,
      received_at = least(known.received_at, excluded.received_at),
      raw = excluded.raw
    where (excluded.at, excluded.raw::text collate "C") < (known.at, known.raw::text collate "C")
    returning wamid, status, recipient`.execute(tx);
  return new Set(rows.map(statusKey));
}
