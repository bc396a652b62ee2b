import { sql } from 'kysely';
import { awaitedSince, LEAST_DELAY, type UsualTime } from '../messaging/delivery-stuck.js';
import type { Connection, Database } from './database.js';
import { isMadeAfter, isMadeBefore, isOfNumber, type AccountNumber } from './messages-made.js';
import type { MessageRow } from './tables.js';
import { TimedCache } from './timed-cache.js';

/** Seconds from one status to another; null where nothing came so far. */
export interface Times {
  readonly median_s: number | null;
  readonly p95_s: number | null;
}

/** What became of the messages of one number in a span of time. */
export interface DeliveryReport {
  readonly total: number;
  readonly by_status: Readonly<Record<string, number>>;
  /** How many failed with each code of Meta; null: it was not Meta who refused. Most frequent first. */
  readonly by_code: readonly { readonly code: number | null; readonly count: number }[];
  /** Taken by Meta, arrived, read. */
  readonly accepted: number;
  readonly delivered: number;
  readonly read: number;
  readonly accepted_to_sent: Times;
  readonly sent_to_delivered: Times;
  readonly delivered_to_read: Times;
  /** By the share of those no longer under way that did not arrive, worst first. */
  readonly templates: readonly {
    readonly name: string;
    readonly language: string;
    readonly total: number;
    readonly delivered: number;
    readonly failed: number;
    /** Neither, and made less than {@link UNDER_WAY_FOR} ago: their ending is not known. */
    readonly under_way: number;
  }[];
}

const WORST = 10;
/** What did not arrive in so long counts as not arrived, though it still may, ms: most phones are switched on once a day. */
const UNDER_WAY_FOR = 24 * 3_600_000;

/** Counts, rates and times of what the phone number sent, by whichever of its rows in the account; `at` is now. One statement. */
export async function deliveryReport(
  db: Connection,
  number: AccountNumber,
  { after, before, at }: { readonly after: Date; readonly before: Date; readonly at: number },
): Promise<DeliveryReport> {
  const { rows } = await sql<{ report: DeliveryReport }>`
    with mine as materialized (
      select status, (error ->> 'code')::int as code, template_name, template_language,
        accepted_at, sent_at, failed_at,
        coalesce(delivered_at, read_at) as arrived_at, read_at,
        accepted_at is not null as was_accepted,
        failed_at is null and coalesce(delivered_at, read_at) is null
          and created_at > ${new Date(at - UNDER_WAY_FOR)}::timestamptz as is_under_way
      from messages
      where ${isOfNumber(number)} and ${isMadeAfter(after)} and ${isMadeBefore(before)}
    )
    select jsonb_build_object(
      'total', (select count(*) from mine),
      'by_status', (
        select coalesce(jsonb_object_agg(status, n), '{}')
        from (select status, count(*) as n from mine group by status) as counted),
      'by_code', (
        select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', n) order by n desc, code), '[]')
        from (select code, count(*) as n from mine where failed_at is not null and arrived_at is null group by code) as counted),
      'accepted', (select count(*) from mine where was_accepted),
      'delivered', (select count(*) from mine where arrived_at is not null),
      'read', (select count(*) from mine where read_at is not null),
      'accepted_to_sent', ${timesOf('accepted_at', 'sent_at')},
      'sent_to_delivered', ${timesOf('sent_at', 'arrived_at')},
      'delivered_to_read', ${timesOf('arrived_at', 'read_at')},
      'templates', (
        select coalesce(jsonb_agg(to_jsonb(worst)), '[]')
        from (
          select template_name as name, template_language as language, count(*) as total,
            count(arrived_at) as delivered, count(failed_at) filter (where arrived_at is null) as failed,
            count(*) filter (where is_under_way) as under_way
          from mine where template_name is not null
          group by template_name, template_language
          order by count(arrived_at)::float / nullif(count(*) filter (where not is_under_way), 0) nulls last,
            count(*) desc, template_name
          limit ${WORST}
        ) as worst)
    ) as report`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the report came back empty');
  return row.report;
}

/** Our clock tells milliseconds and Meta's whole seconds: a step that seems to end before it began took no time, and leaving it out would leave the slow ones. */
const timesOf = (from: string, to: string) => sql`(
  select jsonb_build_object(
    'median_s', round(percentile_cont(0.5) within group (order by span)::numeric, 3),
    'p95_s', round(percentile_cont(0.95) within group (order by span)::numeric, 3))
  from (
    select greatest(0, extract(epoch from ${sql.id(to)} - ${sql.id(from)}))::float8 as span from mine
    where ${sql.id(to)} is not null and ${sql.id(from)} is not null
  ) as spans)`;

/** The newest deliveries that a usual time rests on. */
const SAMPLE = 500;

type Kind = Pick<MessageRow, 'account_id' | 'template_name' | 'recipient_country'>;

/** How messages are grouped for their usual time. */
export const kindOf = (message: Kind): string =>
  `${message.account_id}/${message.template_name ?? ''}/${message.recipient_country ?? ''}`;

/** How long a usual time is kept, ms: it rests on thousands of messages, and a page asks for it with every message. */
const KEEP = 60_000;
const kept = new WeakMap<object, TimedCache<UsualTime>>();

/**
 * How long messages of these kinds (template and country) usually take to arrive, by {@link kindOf}; of the messages given, only those are
 * asked for of which the next status did not come for a while. At most a minute old.
 */
export async function usualTimes(
  db: Database,
  messages: readonly MessageRow[],
  at: number,
): Promise<Map<string, UsualTime>> {
  const late = messages.filter((message) => {
    const since = awaitedSince(message);
    return since !== null && at - since > LEAST_DELAY;
  });
  const kinds = new Map(late.map((message) => [kindOf(message), message]));
  const cache = kept.get(db) ?? new TimedCache<UsualTime>(KEEP);
  kept.set(db, cache);
  return new Map(
    await Promise.all(
      [...kinds].map(async ([key, kind]): Promise<[string, UsualTime]> => [
        key,
        await cache.get(key, () => usualTime(db, kind)),
      ]),
    ),
  );
}

async function usualTime(
  db: Database,
  { account_id: accountId, template_name: template, recipient_country: country }: Kind,
): Promise<UsualTime> {
  const { rows } = await sql<{ p95_ms: number | null; count: string }>`
    select percentile_cont(0.95) within group (order by span) as p95_ms, count(*) as count
    from (
      select 1000 * extract(epoch from delivered_at - sent_at)::float8 as span
      from (
        select template_name, recipient_country, sent_at, delivered_at from messages
        where account_id = ${accountId}
        order by id desc limit 10 * ${SAMPLE}
      ) as newest
      where template_name is not distinct from ${template}
        and recipient_country is not distinct from ${country}
        and delivered_at >= sent_at
      limit ${SAMPLE}
    ) as spans`.execute(db);
  const [row] = rows;
  return { p95Ms: row?.p95_ms ?? 0, count: Number(row?.count ?? 0) };
}
