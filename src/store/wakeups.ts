import { sql } from 'kysely';
import { notify } from './append.js';
import type { Connection, Database } from './database.js';

/** A number that must have a turn; deleted only at the version that was woken. */
export interface Wakeup {
  readonly phoneNumberId: string;
  readonly version: string;
  readonly reason: string;
}

/** Asks for a turn, in the caller's transaction: the waker starts or signals the workflow once Temporal can be reached. */
export async function requestWake(
  db: Connection,
  phoneNumberId: string,
  reason: string,
  at: number,
): Promise<void> {
  await db
    .insertInto('wakeups')
    .values({ phone_number_id: phoneNumberId, not_before: new Date(at), reason })
    .onConflict((conflict) =>
      conflict.column('phone_number_id').doUpdateSet({
        version: sql<string>`wakeups.version + 1`,
        not_before: sql<Date>`least(wakeups.not_before, excluded.not_before)`,
        reason,
      }),
    )
    .execute();
  await notify(db, 'wakeups', phoneNumberId);
}

/** The wakeups that are due at `at`, oldest first. */
export async function dueWakeups(db: Database, at: number, limit: number): Promise<Wakeup[]> {
  const rows = await db
    .selectFrom('wakeups')
    .select(['phone_number_id', 'version', 'reason'])
    .where('not_before', '<=', new Date(at))
    .orderBy('not_before')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    phoneNumberId: row.phone_number_id,
    version: row.version,
    reason: row.reason,
  }));
}

/** Forgets a wakeup that was delivered, unless someone asked again meanwhile. */
export async function forgetWakeup(
  db: Database,
  { phoneNumberId, version }: Wakeup,
): Promise<void> {
  await db
    .deleteFrom('wakeups')
    .where('phone_number_id', '=', phoneNumberId)
    .where('version', '=', version)
    .execute();
}

/** Lets a wakeup that was not delivered wait until `at`, so that others go first, unless someone asked again meanwhile. */
export async function deferWakeup(
  db: Database,
  { phoneNumberId, version }: Wakeup,
  at: number,
): Promise<void> {
  await db
    .updateTable('wakeups')
    .set({ not_before: new Date(at) })
    .where('phone_number_id', '=', phoneNumberId)
    .where('version', '=', version)
    .execute();
}

/** When the next wakeup is due, ms; null when there is none. */
export async function nextWakeupAt(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom('wakeups')
    .select((select) => select.fn.min('not_before').as('at'))
    .executeTakeFirst();
  return row?.at?.getTime() ?? null;
}

/**
 * Asks for a turn of every number that should have had one by `at − overdueMs`: stored while Temporal was down, a run that was terminated, a
 * restored Temporal, a parked run whose time has come, a live number to be looked at again. One statement; returns how many.
 */
export async function reconcile(db: Database, at: number, overdueMs: number): Promise<number> {
  const woken = await db
    .insertInto('wakeups')
    .columns(['phone_number_id', 'not_before', 'reason'])
    .expression((expression) =>
      expression
        .selectFrom('numbers')
        .select([
          'phone_number_id',
          sql<Date>`${new Date(at)}::timestamptz`.as('not_before'),
          sql<string>`'overdue'`.as('reason'),
        ])
        .where('released_at', 'is', null)
        .where((where) =>
          where.or([
            where('next_check_at', '<', new Date(at - overdueMs)),
            // Never started although its wake was due long ago.
            where.and([
              where('run_id', 'is', null),
              where('created_at', '<', new Date(at - overdueMs)),
            ]),
          ]),
        ),
    )
    .onConflict((conflict) => conflict.column('phone_number_id').doNothing())
    .executeTakeFirst();
  const count = Number(woken.numInsertedOrUpdatedRows ?? 0n);
  if (count > 0) await notify(db, 'wakeups', '');
  return count;
}

/** The first wake of a number goes at once; what follows within this time is one more. Source: design/onboarding.md §6, ms. */
export const COALESCED_WITHIN = 10_000;

/**
 * As {@link requestWake}, for many numbers and as often as Meta has something to tell: at once for one that no webhook woke lately, else
 * {@link COALESCED_WITHIN} after the last time. The caller holds the locks of the numbers' rows.
 */
export async function requestCoalescedWakes(
  db: Connection,
  numberIds: readonly string[],
  { reason, at, isDue }: { reason: string; at: number; isDue: boolean },
): Promise<void> {
  if (numberIds.length === 0) return;
  const now = new Date(at);
  // A shared read of their WABA serves the numbers that are due.
  const due = isDue ? sql`, next_check_at = least(next_check_at, ${now})` : sql``;
  await sql`
    with woken as (
      update numbers
      set webhook_wake_at = case
          when webhook_wake_at > ${now}::timestamptz then webhook_wake_at
          else greatest(${now}::timestamptz, webhook_wake_at + ${COALESCED_WITHIN} * interval '1 millisecond')
        end${due}
      where id = any(${numberIds}::uuid[]) and released_at is null
      returning phone_number_id, webhook_wake_at
    )
    insert into wakeups (phone_number_id, not_before, reason)
    select phone_number_id, webhook_wake_at, ${reason} from woken order by phone_number_id
    on conflict (phone_number_id) do update set
      version = wakeups.version + 1,
      not_before = least(wakeups.not_before, excluded.not_before),
      reason = excluded.reason`.execute(db);
  await notify(db, 'wakeups', '');
}

/** How many numbers a change that concerns all of a token's or a WABA's numbers wakes in a second. Source: issue 5 §3. */
export const WAKES_PER_SECOND = 50;

/** As {@link requestWake}, for many numbers, each once, spread so that they do not fall upon Meta together. */
export async function requestSpreadWakes(
  db: Connection,
  phoneNumberIds: readonly string[],
  reason: string,
  at: number,
): Promise<void> {
  if (phoneNumberIds.length === 0) return;
  await sql`
    insert into wakeups (phone_number_id, not_before, reason)
    select id, ${new Date(at)}::timestamptz + place * interval '1 second' / ${WAKES_PER_SECOND}, ${reason}
    from unnest(${phoneNumberIds}::text[]) with ordinality as woken (id, place)
    order by id
    on conflict (phone_number_id) do update set
      version = wakeups.version + 1,
      not_before = least(wakeups.not_before, excluded.not_before),
      reason = excluded.reason`.execute(db);
  await notify(db, 'wakeups', '');
}
