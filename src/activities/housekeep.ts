import { log } from '@temporalio/activity';
import { DAY, MINUTE } from '../onboarding/duration.js';
import {
  createDeliveryPartitions,
  daysAround,
  dropDeliveryPartitions,
} from '../store/delivery-partitions.js';
import { expireSignups } from '../store/embedded-signups.js';
import { deleteOld, oldBefore, RETENTION } from '../store/retention.js';
import type { Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';

const RETENTION_DAYS = 30;
/** How long a sign-up's token waits for somebody to choose a number. */
const SIGNUP_OPEN = DAY;
/** Rows of one statement: locks are held for a moment only. */
const ROWS = 5_000;
/** Deleting goes on no longer in one piece. */
const PIECE = MINUTE;
/** As many days as the intake itself makes, should no server run. */
const [DAYS_BEHIND, DAYS_AHEAD] = [1, 3];

/** What one piece of housekeeping did, for people who look at it in Temporal Web. */
export interface HousekeepingReport {
  readonly deleted: Readonly<Record<string, number>>;
  readonly droppedDays: readonly string[];
  /** Days that are over but hold webhooks which the drain has not been through. */
  readonly keptDays: readonly string[];
  /** Sign-ups that nobody finished, whose tokens are gone now. */
  readonly expiredSignups: number;
  /** What failed; the rest was done all the same. */
  readonly failed: readonly string[];
  /** There may be more to delete. */
  readonly more: boolean;
}

/** The activity of the workflow `housekeeping`. */
export const makeHousekeep =
  (deps: Dependencies) =>
  ({ at }: { readonly at: number }): Promise<HousekeepingReport> =>
    heartbeating(() =>
      housekeep(deps, at, (what, error) =>
        log.error(`housekeeping could not go on with ${what}`, { error }),
      ),
    ).then((report) => {
      if (report.keptDays.length > 0)
        log.warn('old webhooks wait for the drain and are kept', { days: report.keptDays });
      return report;
    });

/** Makes days ahead, drops those that are over, and deletes what is old, for a minute at most. One thing that fails holds up no other. */
export async function housekeep(
  { db, settings }: Pick<Dependencies, 'db' | 'settings'>,
  at: number,
  onFailure: (what: string, error: unknown) => void,
): Promise<HousekeepingReport> {
  const days = settings.retentionDays ?? RETENTION_DAYS;
  const failed: string[] = [];
  const attempt = async <T>(what: string, body: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      failed.push(what);
      onFailure(what, error);
      return otherwise;
    }
  };

  await attempt(
    'days ahead',
    () => createDeliveryPartitions(db, daysAround(at, DAYS_BEHIND, DAYS_AHEAD)),
    0,
  );
  const partitions = await attempt(
    'days of webhooks',
    () => dropDeliveryPartitions(db, at - days * DAY),
    { dropped: [], kept: [] },
  );

  const expiredSignups = await attempt(
    'sign-ups that nobody finished',
    () => expireSignups(db, new Date(at - SIGNUP_OPEN), new Date(at)),
    0,
  );

  const endsAt = performance.now() + PIECE;
  const deleted: Record<string, number> = {};
  let more = false;
  for (const rule of RETENTION) {
    const before = oldBefore(rule, days, at);
    for (let isThrough = false; !isThrough;) {
      const count = await attempt(rule.table, () => deleteOld(db, rule, before, ROWS), 0);
      deleted[rule.table] = (deleted[rule.table] ?? 0) + count;
      isThrough = count < ROWS;
      if (!isThrough && performance.now() >= endsAt) {
        more = true;
        break;
      }
    }
  }
  return {
    deleted,
    droppedDays: partitions.dropped,
    keptDays: partitions.kept,
    expiredSignups,
    failed,
    more,
  };
}
