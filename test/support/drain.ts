import { pino } from 'pino';
import { vi } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { createDeliveryPartitions, daysAround } from '../../src/store/delivery-partitions.js';
import type { DeliveryElement } from '../../src/store/tables.js';
import { startDrain } from '../../src/webhooks/drain/drain.js';
import { waitUntil } from './wait-until.js';

/** An envelope as Meta posts it. */
export const envelope = (id: string, field: string, value: unknown, time?: number) => ({
  object: 'whatsapp_business_account',
  entry: [{ id, ...(time !== undefined && { time }), changes: [{ field, value }] }],
});

/** A `messages` value for one number. */
export const messagesValue = (phoneNumberId: string, parts: Record<string, unknown>) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: '12025550001', phone_number_id: phoneNumberId },
  ...parts,
});

/** Stores bodies as the intake does and returns their ids, in order. */
export async function deliver(
  db: Database,
  bodies: readonly unknown[],
  receivedAt = new Date(),
): Promise<string[]> {
  await createDeliveryPartitions(db, daysAround(receivedAt.getTime(), 0, 1));
  const rows = await db
    .insertInto('webhook_deliveries')
    .values(
      bodies.map((body) => ({
        received_at: receivedAt,
        route: 'app',
        signed_by: 1,
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Runs drains until nothing waits, and stops them. */
export async function drainAll(
  db: Database,
  { copies = 1, now }: { copies?: number; now?: () => number } = {},
): Promise<void> {
  const log = pino({ level: 'silent' });
  const listener = { on: vi.fn(() => () => {}) };
  const drains = Array.from({ length: copies }, () =>
    startDrain({ db, listener, log, ...(now && { now }) }),
  );
  try {
    await waitUntil(async () => (await waitingDeliveries(db)) === 0, {
      timeoutMs: 30_000,
      describe: 'the backlog to be drained',
    });
  } finally {
    await Promise.all(drains.map((drain) => drain.stop()));
  }
}

/** How many deliveries the drain has not finished. */
export async function waitingDeliveries(db: Database): Promise<number> {
  const { n } = await db
    .selectFrom('webhook_deliveries')
    .select((select) => select.fn.countAll<string>().as('n'))
    .where('processed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** What became of a delivery. */
export async function fatesOf(
  db: Database,
  id: string,
): Promise<{ error: string | null; elements: DeliveryElement[] }> {
  const { error, elements } = await db
    .selectFrom('webhook_deliveries')
    .select(['error', 'elements'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { error, elements: elements ?? [] };
}
