import { sql } from 'kysely';
import type { Connection } from './database.js';

/** A message that came in; `payload` and `contact` are JSON. */
export interface NewInboundMessage {
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly numberId: string | null;
  readonly type: string;
  readonly sender: string | null;
  readonly at: number;
  readonly receivedAt: Date;
  readonly payload: string;
  readonly contact: string | null;
}

/** The natural key of an inbound message. Source: facts/meta.md §4.2. */
export const inboundKey = ({
  phoneNumberId,
  wamid,
}: Pick<NewInboundMessage, 'phoneNumberId' | 'wamid'>): string => `${phoneNumberId}/${wamid}`;

/**
 * Stores messages and returns the keys of those that were new, to us or to their number: one that came while nobody had the number is bound
 * when it comes again, or is replayed, and somebody has.
 */
export async function storeInboundMessages(
  tx: Connection,
  messages: readonly NewInboundMessage[],
): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const { rows } = await sql<{ phone_number_id: string; wamid: string }>`
    insert into inbound_messages as known
      (phone_number_id, wamid, number_id, type, sender, occurred_at, received_at, payload, contact)
    select distinct on (phone_number_id collate "C", wamid collate "C")
      phone_number_id, wamid, number_id, type, sender, occurred_at, received_at,
      payload::jsonb, contact::jsonb
    from unnest(
      ${messages.map(({ phoneNumberId }) => phoneNumberId)}::text[],
      ${messages.map(({ wamid }) => wamid)}::text[],
      ${messages.map(({ numberId }) => numberId)}::uuid[],
      ${messages.map(({ type }) => type)}::text[],
      ${messages.map(({ sender }) => sender)}::text[],
      ${messages.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
      ${messages.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
      ${messages.map(({ payload }) => payload)}::text[],
      ${messages.map(({ contact }) => contact)}::text[]
    ) as given
      (phone_number_id, wamid, number_id, type, sender, occurred_at, received_at, payload, contact)
    order by phone_number_id collate "C", wamid collate "C", received_at
    on conflict (phone_number_id, wamid) do update set number_id = excluded.number_id
      where known.number_id is null and excluded.number_id is not null
    returning phone_number_id, wamid`.execute(tx);
  return new Set(
    rows.map((row) => inboundKey({ phoneNumberId: row.phone_number_id, wamid: row.wamid })),
  );
}
