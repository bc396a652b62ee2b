import { sql } from 'kysely';
import type { Standing } from '../messaging/status-rank.js';
import type { Connection } from './database.js';
import { TOLD_COLUMNS } from './message-events.js';
import { tellOfMessages } from './tell-of-messages.js';

/** A message whose row is locked, and where its news alone takes it (messaging/status-advance.ts). */
export interface AdvancedMessage {
  readonly id: string;
  /** What is told of it already (message-events.ts). */
  readonly known: number;
  readonly standing: Standing;
  /** As the furthest of the news that has one says; JSON. */
  readonly pricing: string | null;
  /** As the first of the news that has one says; JSON. */
  readonly conversation: string | null;
}

/** The same as `foldMessages` would leave, without reading what was told before; tells of it in the outbox. */
export async function advanceMessages(
  tx: Connection,
  messages: readonly AdvancedMessage[],
  at: number,
): Promise<void> {
  if (messages.length === 0) return;
  const ids = messages.map(({ id }) => id);
  const timesOf = (status: 'delivered' | 'read' | 'played') =>
    messages.map(({ standing }) => {
      const time = standing.times[status];
      return time === undefined ? null : new Date(time).toISOString();
    });
  await sql`
    with changed as (
      update messages set
        status = news.status,
        delivered_at = coalesce(news.delivered_at, messages.delivered_at),
        read_at = coalesce(news.read_at, messages.read_at),
        played_at = coalesce(news.played_at, messages.played_at),
        pricing = coalesce(news.pricing::jsonb, messages.pricing),
        conversation = coalesce(messages.conversation, news.conversation::jsonb)
      from unnest(
        ${ids}::uuid[],
        ${messages.map(({ known }) => known)}::int[],
        ${messages.map(({ standing }) => standing.status)}::text[],
        ${timesOf('delivered')}::timestamptz[],
        ${timesOf('read')}::timestamptz[],
        ${timesOf('played')}::timestamptz[],
        ${messages.map(({ pricing }) => pricing)}::text[],
        ${messages.map(({ conversation }) => conversation)}::text[]
      ) as news (id, known, status, delivered_at, read_at, played_at, pricing, conversation)
      where messages.id = news.id
        -- Or the planner may read every message there is.
        and messages.id = any(${ids}::uuid[])
      returning ${TOLD_COLUMNS}, news.known
    )
    ${tellOfMessages(at)}`.execute(tx);
}
