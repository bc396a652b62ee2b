import { sql, type RawBuilder } from 'kysely';
import type { Database } from './database.js';
import type { Tables } from './tables.js';
import { firstIdAt } from './uuid-v7.js';

const DAY = 86_400_000;
/** The promise of `GET /v1/events`: design/api.md §5. */
const EVENTS_DAYS = 30;
/** What people look up: what happened to a number, and who wanted what. */
const STORY_DAYS = 365;
/** Meta sends again for seven days: a copy must meet the row that it repeats. Source: facts/meta.md §4.2. */
const REPEATS_DAYS = 8;
/** A token that serves nothing is a secret too many; a day leaves calls that are under way in peace. */
const UNUSED_TOKEN_DAYS = 1;

/** What is old in one table. */
export interface RetentionRule {
  readonly table: keyof Tables;
  /** How long a row is kept, days; `retentionDays` is the setting. */
  readonly keepDays: (retentionDays: number) => number;
  /** Rows that may go once they are from before this instant. */
  readonly isOld: (before: Date) => RawBuilder<boolean>;
}

/**
 * Everything that goes, table by table. What is not named stays: numbers, registration attempts, WABAs, accounts, keys, the audit log.
 * Webhook deliveries go by the day: `dropDeliveryPartitions`.
 */
export const RETENTION: readonly RetentionRule[] = [
  {
    table: 'idempotency_keys',
    keepDays: () => 0,
    isOld: (before) => sql`expires_at < ${before}`,
  },
  {
    table: 'events',
    keepDays: () => EVENTS_DAYS,
    // One that has no number yet was never told.
    isOld: (before) => sql`created_at < ${before} and seq is not null`,
  },
  {
    table: 'event_attempts',
    keepDays: () => EVENTS_DAYS,
    isOld: (before) => sql`created_at < ${before}`,
  },
  {
    table: 'webhook_replays',
    keepDays: (days) => days,
    isOld: (before) => sql`finished_at < ${before}`,
  },
  {
    table: 'inbound_messages',
    keepDays: (days) => Math.max(days, REPEATS_DAYS),
    isOld: (before) => sql`received_at < ${before}`,
  },
  {
    table: 'message_statuses',
    keepDays: (days) => Math.max(days, REPEATS_DAYS),
    isOld: (before) => sql`received_at < ${before}`,
  },
  {
    table: 'messages',
    keepDays: () => STORY_DAYS,
    // By the primary key, which begins with the time.
    isOld: (before) => sql`id < ${firstIdAt(before.getTime())}::uuid and next_attempt_at is null`,
  },
  {
    table: 'account_events',
    keepDays: () => STORY_DAYS,
    // The last word of each kind still holds: a ban, a restriction, an access that was withdrawn.
    isOld: (before) => sql`received_at < ${before} and exists (
      select from account_events as newer
      where newer.waba_id is not distinct from account_events.waba_id
        and newer.phone_number_id is not distinct from account_events.phone_number_id
        and newer.kind = account_events.kind
        and newer.occurred_at > account_events.occurred_at)`,
  },
  {
    table: 'timeline',
    keepDays: () => STORY_DAYS,
    isOld: (before) => sql`at < ${before}`,
  },
  {
    table: 'health_snapshots',
    keepDays: () => STORY_DAYS,
    // The newest is what holds since.
    isOld: (before) => sql`taken_at < ${before} and exists (
      select from health_snapshots as newer
      where newer.number_id = health_snapshots.number_id and newer.taken_at > health_snapshots.taken_at)`,
  },
  {
    table: 'intents',
    keepDays: () => STORY_DAYS,
    isOld: (before) => sql`finished_at < ${before}`,
  },
  {
    table: 'tokens',
    keepDays: () => UNUSED_TOKEN_DAYS,
    isOld: (before) => sql`created_at < ${before}
      and not exists (select from wabas where wabas.token_id = tokens.id)`,
  },
];

/** The instant before which rows of this rule may go. */
export const oldBefore = ({ keepDays }: RetentionRule, retentionDays: number, at: number): Date =>
  new Date(at - keepDays(retentionDays) * DAY);

/** Deletes at most `limit` old rows that nobody holds, in one statement; returns how many. */
export async function deleteOld(
  db: Database,
  { table, isOld }: RetentionRule,
  before: Date,
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${isOld(before)} limit ${limit} for update skip locked))`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}
