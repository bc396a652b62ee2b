import { sql, type Selectable } from 'kysely';
import { notify } from './append.js';
import type { Connection, Database } from './database.js';
import type { WebhookReplaysTable } from './tables.js';
import { putBack } from './webhook-deliveries.js';
import { deliveriesAbout } from './webhook-subjects.js';

export type ReplayRow = Selectable<WebhookReplaysTable>;

/** A range of deliveries, both ends exclusive. */
export interface ReplayRange {
  readonly accountId: string | null;
  readonly createdAfter: Date;
  readonly createdBefore: Date;
}

/** Tells the drain that old deliveries wait again, below where it looks first. */
export const OLD_ONES_WAIT = 'replay';

/** The deliveries of a range, by id; `above` exclusive, `upTo` inclusive, both left out: all of it. */
const inRange = (
  db: Connection,
  { accountId, createdAfter, createdBefore }: ReplayRange,
  { above = '0', upTo, limit }: { above?: string; upTo?: string; limit?: number } = {},
) => {
  const range = { createdAfter, createdBefore };
  const about = sql<{ id: string; received_at: Date }>`(
    select delivery_id as id, received_at from (${deliveriesAbout(
      {
        accountId,
        ...range,
        above,
        ...(upTo !== undefined && { below: String(BigInt(upTo) + 1n) }),
      },
      { order: 'asc', limit: limit ?? null },
    )}) as found)`.as('deliveries');
  if (accountId !== null) return db.selectFrom(about);
  let all = db
    .selectFrom('webhook_deliveries')
    .select(['id', 'received_at'])
    .where('received_at', '>', createdAfter)
    .where('received_at', '<', createdBefore)
    .where('id', '>', above)
    .orderBy('id');
  if (upTo !== undefined) all = all.where('id', '<=', upTo);
  return db.selectFrom((limit === undefined ? all : all.limit(limit)).as('deliveries'));
};

/** Writes the job down; what comes in later is not part of it. */
export async function addReplay(
  tx: Connection,
  { id, actor, at, ...range }: ReplayRange & { id: string; actor: string; at: number },
): Promise<ReplayRow> {
  const { matched, newest } = await inRange(tx, range)
    .select(({ fn }) => [
      fn.countAll<string>().as('matched'),
      fn.coalesce(fn.max('id'), sql<string>`0`).as('newest'),
    ])
    .executeTakeFirstOrThrow();
  return tx
    .insertInto('webhook_replays')
    .values({
      id,
      account_id: range.accountId,
      created_after: range.createdAfter,
      created_before: range.createdBefore,
      actor,
      created_at: new Date(at),
      up_to: newest,
      matched,
      finished_at: matched === '0' ? new Date(at) : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** One job; another account's is not there. */
export function findReplay(
  db: Connection,
  accountId: string | null,
  id: string,
): Promise<ReplayRow | undefined> {
  const query = db.selectFrom('webhook_replays').selectAll().where('id', '=', id);
  return (
    accountId === null ? query : query.where('account_id', '=', accountId)
  ).executeTakeFirst();
}

/** Does the next piece of the oldest job that nobody else works on, with its progress in one transaction. False: there was none. */
export const advanceReplay = (db: Database, at: number, rows: number): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const job = await tx
      .selectFrom('webhook_replays')
      .selectAll()
      .where('finished_at', 'is', null)
      .orderBy('created_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (job === undefined) return false;

    const range = {
      accountId: job.account_id,
      createdAfter: job.created_after,
      createdBefore: job.created_before,
    };
    const picked = await inRange(tx, range, {
      above: job.position,
      upTo: job.up_to,
      limit: rows,
    })
      .select(['id', 'received_at'])
      .orderBy('id')
      .execute();
    await putBack(tx, picked);
    await tx
      .updateTable('webhook_replays')
      .set({
        position: picked.at(-1)?.id ?? job.position,
        replayed: sql`replayed + ${picked.length}`,
        ...(picked.length < rows && { finished_at: new Date(at) }),
      })
      .where('id', '=', job.id)
      .execute();
    if (picked.length > 0) await notify(tx, 'webhooks', OLD_ONES_WAIT);
    return true;
  });
