import type { Connection } from './database.js';

/** What Meta last said of one kind about a WABA; `value` as it came. */
export interface LatestAccountEvent {
  readonly wabaId: string;
  readonly kind: string;
  readonly value: unknown;
}

/** The newest event of each of these kinds for each WABA, by Meta's times and not by arrival. */
export async function latestAccountEvents(
  db: Connection,
  wabaIds: readonly string[],
  kinds: readonly string[],
): Promise<LatestAccountEvent[]> {
  if (wabaIds.length === 0) return [];
  const rows = await db
    .selectFrom('account_events')
    .distinctOn(['waba_id', 'kind'])
    .select(['waba_id', 'kind', 'value'])
    .where('waba_id', 'in', wabaIds)
    .where('kind', 'in', kinds)
    .orderBy('waba_id')
    .orderBy('kind')
    .orderBy('occurred_at', 'desc')
    .orderBy('hash')
    .execute();
  return rows.map((row) => ({ wabaId: row.waba_id ?? '', kind: row.kind, value: row.value }));
}
