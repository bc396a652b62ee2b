import type { Selectable } from 'kysely';
import type { Connection } from './database.js';
import type { IdempotencyKeysTable } from './tables.js';

export type IdempotencyRow = Selectable<IdempotencyKeysTable>;
/** One key of one account on one route. */
export interface IdempotencySlot {
  readonly accountId: string;
  readonly route: string;
  readonly key: string;
}

/** A running row of this age belongs to a process that died: a request waits twenty seconds at most. */
const ABANDONED_AFTER = 60_000;

/** Takes the slot and returns null, or returns the row of whoever has it. An expired or abandoned row gives way. */
export async function takeIdempotencySlot(
  db: Connection,
  { accountId, route, key }: IdempotencySlot,
  { bodyHmac, at, keepMs }: { bodyHmac: string; at: number; keepMs: number },
): Promise<IdempotencyRow | null> {
  const running = {
    body_hmac: bodyHmac,
    state: 'running' as const,
    status: null,
    response: null,
    headers: null,
    created_at: new Date(at),
    expires_at: new Date(at + keepMs),
  };
  const taken = await db
    .insertInto('idempotency_keys')
    .values({ account_id: accountId, route, key, ...running })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'route', 'key'])
        .doUpdateSet(running)
        .where((where) =>
          where.or([
            where('idempotency_keys.expires_at', '<=', new Date(at)),
            where.and([
              where('idempotency_keys.state', '=', 'running'),
              where('idempotency_keys.body_hmac', '=', bodyHmac),
              where('idempotency_keys.created_at', '<=', new Date(at - ABANDONED_AFTER)),
            ]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst();
  if (taken !== undefined) return null;
  const row = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where((where) => where.and({ account_id: accountId, route, key }))
    .executeTakeFirst();
  // It was given back this very moment: the next request gets it.
  return row ?? { account_id: accountId, route, key, ...running };
}

/** Keeps the answer for whoever repeats the request. */
export async function finishIdempotencySlot(
  db: Connection,
  { accountId, route, key }: IdempotencySlot,
  answer: { status: number; response: unknown; headers: Record<string, string> },
): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({
      state: 'finished',
      status: answer.status,
      response: JSON.stringify(answer.response),
      headers: JSON.stringify(answer.headers),
    })
    .where((where) => where.and({ account_id: accountId, route, key }))
    .execute();
}

/** Gives the slot back: an answer of 5xx is not kept. */
export async function releaseIdempotencySlot(
  db: Connection,
  { accountId, route, key }: IdempotencySlot,
): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where((where) => where.and({ account_id: accountId, route, key, state: 'running' }))
    .execute();
}
