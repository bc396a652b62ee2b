import { sql } from 'kysely';
import type { Connection } from './database.js';

/** What Meta said about a WABA's call budget, at `at` (ms). */
export interface StoredUsage {
  /** Percent; null: its headers said nothing, so the budget is fresh. */
  readonly percent: number | null;
  /** When it takes calls again, ms; null: it takes them now. */
  readonly resumeAt: number | null;
  readonly at: number;
}

/** Keeps it for every account that has the WABA: the budget is the app's. What was read earlier changes nothing. */
export async function storeCallUsage(
  db: Connection,
  wabaId: string,
  { percent, resumeAt, at }: StoredUsage,
): Promise<void> {
  await db
    .updateTable('wabas')
    .set({
      usage_percent: percent,
      usage_read_at: new Date(at),
      calls_resume_at: resumeAt === null ? null : new Date(resumeAt),
    })
    .where('waba_id', '=', wabaId)
    .where((where) =>
      where.or([where('usage_read_at', 'is', null), where('usage_read_at', '<=', new Date(at))]),
    )
    .execute();
}

/** Has the WABA a number of ours, of any account, that Meta shows as registered? Then its budget is 25 times as large. */
export async function hasRegisteredNumber(db: Connection, wabaId: string): Promise<boolean> {
  const row = await db
    .selectFrom('numbers')
    .select('id')
    .where('waba_id', '=', wabaId)
    .where('released_at', 'is', null)
    .where(sql<boolean>`node ->> 'platformType' = 'CLOUD_API'`)
    .executeTakeFirst();
  return row !== undefined;
}
