import { sql, type RawBuilder } from 'kysely';
import type { MessageRow } from './tables.js';
import { timeOf } from './uuid-v7.js';

/** Each with an event of its own when it first becomes true. Types: design/api.md §5. */
const TOLD = ['accepted', 'sent', 'delivered', 'read', 'failed'] as const;

/** What an event tells of a message: the same that {@link insertMessageEvents} writes. */
export const eventData = (message: MessageRow, kind: (typeof TOLD)[number], at: Date) => ({
  number: { id: message.phone_number_id },
  message: {
    id: message.id,
    wamid: message.wamid,
    status: message.status,
    recipient: message.recipient,
    template_key: message.template_key,
    context: message.context,
    at: at.toISOString(),
    error: kind === 'failed' ? message.error : null,
  },
});

/**
 * The end of a statement whose `changed` holds the messages as they are now, and whose `before` as they were: an outbox row for everything
 * that became true. Set-based: statuses come by the thousand.
 */
export const insertMessageEvents = ({
  at,
  cause,
}: {
  readonly at: number;
  readonly cause: 'meta_webhook' | 'api' | 'timer';
}): RawBuilder<unknown> => sql`
  insert into events (id, account_id, number_id, type, created_at, data, cause)
  -- Version 7: rows that are written together lie together in the index.
  select (${`${timeOf(at)}-7`} || substr(gen_random_uuid()::text, 16))::uuid, changed.account_id, changed.number_id, 'message.' || news.kind,
    ${new Date(at)}::timestamptz,
    jsonb_build_object(
      'number', jsonb_build_object('id', changed.phone_number_id),
      'message', jsonb_build_object(
        'id', changed.id, 'wamid', changed.wamid, 'status', changed.status,
        'recipient', changed.recipient, 'template_key', changed.template_key,
        'context', changed.context,
        'at', to_char(news.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'error', case when news.kind = 'failed' then changed.error end)),
    jsonb_build_object('kind', ${cause}::text, 'actor', null, 'request_id', null)
  from changed
  join before on before.id = changed.id
  cross join lateral (values
    ${sql.join(
      TOLD.map(
        (kind, place) =>
          sql`(${sql.lit(place)}, ${sql.lit(kind)}, changed.${sql.id(`${kind}_at`)}, before.${sql.id(`${kind}_at`)})`,
      ),
    )}
  ) as news (place, kind, at, known)
  where news.at is not null and news.known is null
  order by changed.id, news.place`;
