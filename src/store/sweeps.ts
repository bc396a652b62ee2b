import { sql } from 'kysely';
import type { Connection, Database } from './database.js';

/** A WABA that was claimed for a sweep: until `leasedUntil` (ms) nobody else sweeps it, unless something happens to it meanwhile. */
export interface ClaimedSweep {
  readonly accountId: string;
  readonly wabaId: string;
  readonly leasedUntil: number;
}

/** Takes up to `limit` WABAs that are due, the most overdue first. Any number of sweepers may call it at once: each WABA goes to one of them. */
export async function claimSweeps(
  db: Database,
  { at, leaseMs, limit }: { at: number; leaseMs: number; limit: number },
): Promise<ClaimedSweep[]> {
  const leasedUntil = at + leaseMs;
  const { rows } = await sql<{ account_id: string; waba_id: string }>`
    update wabas set next_sweep_at = ${new Date(leasedUntil)}
    where (account_id, waba_id) in (
      select wabas.account_id, wabas.waba_id
      from wabas join tokens on tokens.id = wabas.token_id
      where ${isDue(at)}
      order by wabas.next_sweep_at
      limit ${limit}
      for no key update of wabas skip locked
    )
    returning account_id, waba_id`.execute(db);
  return rows.map((row) => ({ accountId: row.account_id, wabaId: row.waba_id, leasedUntil }));
}

/** Takes one WABA whatever its due time; null where none of its numbers is live. */
export async function claimSweep(
  db: Connection,
  { accountId, wabaId }: Pick<ClaimedSweep, 'accountId' | 'wabaId'>,
  { at, leaseMs }: { at: number; leaseMs: number },
): Promise<ClaimedSweep | null> {
  const leasedUntil = at + leaseMs;
  const claimed = await db
    .updateTable('wabas')
    .set({ next_sweep_at: new Date(leasedUntil) })
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where('next_sweep_at', 'is not', null)
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n ? { accountId, wabaId, leasedUntil } : null;
}

/** What Meta would only refuse is not asked: the token watch sees to those. */
const isDue = (at: number) =>
  sql`wabas.next_sweep_at <= ${new Date(at)} and tokens.refused is null`;

/** How a sweep ended. Instants in ms. */
export interface SweptWaba extends ClaimedSweep {
  readonly at: number;
  readonly nextSweepAt: number;
  /** Null: Meta answered. */
  readonly error: { readonly failures: number; readonly message: string } | null;
}

/** Notes a sweep and gives the WABA its next one; what asked for one meanwhile is not forgotten. */
export async function finishSweep(db: Connection, swept: SweptWaba): Promise<void> {
  const { accountId, wabaId, at, error } = swept;
  await db
    .updateTable('wabas')
    .set({
      next_sweep_at: unlessAskedFor(swept, swept.nextSweepAt),
      sweep_attempted_at: new Date(at),
      sweep_error: error === null ? null : JSON.stringify(error),
      ...(error === null ? { swept_at: new Date(at) } : {}),
    })
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .where((where) =>
      where.or([
        where('sweep_attempted_at', 'is', null),
        where('sweep_attempted_at', '<=', new Date(at)),
      ]),
    )
    .execute();
}

/** Gives the WABA its next sweep (ms) without having had this one; null: none of its numbers is live. */
export async function putOffSweep(
  db: Connection,
  claim: ClaimedSweep,
  nextSweepAt: number | null,
): Promise<void> {
  await db
    .updateTable('wabas')
    .set({ next_sweep_at: unlessAskedFor(claim, nextSweepAt) })
    .where('account_id', '=', claim.accountId)
    .where('waba_id', '=', claim.wabaId)
    .execute();
}

/** The next sweep, or an earlier one that something asked for since the claim. */
function unlessAskedFor({ leasedUntil }: ClaimedSweep, nextSweepAt: number | null) {
  const next = nextSweepAt === null ? null : new Date(nextSweepAt);
  return sql<Date | null>`case when next_sweep_at = ${new Date(leasedUntil)} then ${next}::timestamptz
    else least(next_sweep_at, ${next}::timestamptz) end`;
}

/** Sees to it that the WABA is swept at `next` (ms) at the latest. */
export async function sweepBy(
  db: Connection,
  { account_id, waba_id }: { readonly account_id: string; readonly waba_id: string },
  next: number,
): Promise<void> {
  await db
    .updateTable('wabas')
    .set({ next_sweep_at: new Date(next) })
    .where('account_id', '=', account_id)
    .where('waba_id', '=', waba_id)
    .where((where) =>
      where.or([where('next_sweep_at', 'is', null), where('next_sweep_at', '>', new Date(next))]),
    )
    .execute();
}

/** How far the sweeps are behind. */
export interface SweepLag {
  /** WABAs that are due now. */
  readonly due: number;
  /** How late the most overdue one is, seconds; 0 when none is. */
  readonly seconds: number;
}

/** How far the sweeps are behind at `at` (ms). */
export async function sweepLag(db: Connection, at: number): Promise<SweepLag> {
  const { rows } = await sql<{ due: string; seconds: string | null }>`
    select count(*) as due,
      extract(epoch from ${new Date(at)}::timestamptz - min(wabas.next_sweep_at)) as seconds
    from wabas join tokens on tokens.id = wabas.token_id
    where ${isDue(at)}`.execute(db);
  return { due: Number(rows[0]?.due ?? 0), seconds: Number(rows[0]?.seconds ?? 0) };
}
