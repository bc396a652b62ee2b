import { sql, type RawBuilder } from 'kysely';
import { document, jsonText, plain, quoted } from './json-text.js';
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

/** What an event is made of. */
export const TOLD_COLUMNS = sql.join(
  [
    'id',
    'account_id',
    'number_id',
    'phone_number_id',
    'wamid',
    'status',
    'recipient',
    'template_key',
    'context',
    'error',
    ...TOLD.map((kind) => `${kind}_at`),
  ].map((column) => sql.ref(`messages.${column}`)),
);

/** What was true of a message and is told already, as one number: read it of the locked row, before it is changed. */
export const KNOWN = sql.join(
  TOLD.map(
    (kind, place) =>
      sql`(${sql.ref(`messages.${kind}_at`)} is not null)::int * ${sql.lit(1 << place)}`,
  ),
  sql` + `,
);

/** The words of {@link KNOWN}. */
export const knownOf = (known: number): readonly string[] =>
  TOLD.filter((_, place) => (known & (1 << place)) !== 0);

/** {@link eventData} as SQL. */
const EVENT_DATA = jsonText({
  number: { id: plain(sql`changed.phone_number_id`) },
  message: {
    id: plain(sql`changed.id`),
    wamid: quoted(sql`changed.wamid`),
    status: plain(sql`changed.status`),
    recipient: quoted(sql`changed.recipient`),
    template_key: quoted(sql`changed.template_key`),
    context: document(sql`changed.context`),
    at: plain(sql`to_char(news.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`),
    error: document(sql`case when news.kind = 'failed' then changed.error end`),
  },
});

type Cause = 'meta_webhook' | 'api' | 'timer';

const causeOf = (kind: Cause): RawBuilder<unknown> =>
  kind === 'api'
    ? jsonText({
        kind: sql.lit('"api"'),
        actor: quoted(sql`changed.actor`),
        request_id: quoted(sql`changed.request_id`),
      })
    : sql.lit(JSON.stringify({ kind, actor: null, request_id: null }));

/**
 * The end of a statement whose `changed` holds {@link TOLD_COLUMNS} of the messages as they are now, each with what was {@link KNOWN} of it: an outbox row for
 * everything that became true. Set-based: statuses come by the thousand. `api`: in the name of who sent it, whose `actor` and `request_id` it needs.
 */
export const insertMessageEvents = ({
  at,
  cause,
}: {
  readonly at: number;
  readonly cause: Cause;
}): RawBuilder<unknown> => sql`
  insert into events (id, account_id, number_id, type, created_at, data, cause)
  -- Version 7: rows that are written together lie together in the index. Its random part is the message's own, and the kind tells its events apart.
  select (${`${timeOf(at)}-7`} || news.place || '00' || substr(changed.id::text, 19))::uuid, changed.account_id, changed.number_id, 'message.' || news.kind,
    ${new Date(at)}::timestamptz,
    (${EVENT_DATA})::jsonb, (${causeOf(cause)})::jsonb
  from changed
  cross join lateral (values
    ${sql.join(
      TOLD.map(
        (kind, place) =>
          sql`(${sql.lit(place)}, ${sql.lit(kind)}, changed.${sql.id(`${kind}_at`)}, changed.known & ${sql.lit(1 << place)} > 0)`,
      ),
    )}
  ) as news (place, kind, at, known)
  where news.at is not null and not news.known
  order by changed.id, news.place`;
