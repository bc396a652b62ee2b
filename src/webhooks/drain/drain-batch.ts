import { redact } from '../../graph/redact.js';
import {
  claimDeliveries,
  claimDelivery,
  markProcessed,
  type Claim,
  type ClaimedDelivery,
} from '../../store/claim-deliveries.js';
import type { Database } from '../../store/database.js';
import { isDatabaseUnavailable, isSchemaMismatch } from '../../store/unavailable.js';
import { applyBatch, type BatchItem } from './apply-batch.js';
import { parseDelivery } from './parse-delivery.js';

/** Elements of one transaction; a delivery may hold a thousand by itself. Source: facts/meta.md §4.2. */
const ELEMENTS = 1_000;

/** A payload that could not be processed. */
export interface Poisoned {
  readonly id: string;
  readonly error: unknown;
}

/** What one round did. */
export interface DrainedBatch {
  /** Ids that were claimed and are done now. */
  readonly ids: readonly string[];
  readonly poisoned: readonly Poisoned[];
}

/**
 * Claims a batch and applies it in one transaction. When that fails because of what is in it, each delivery has a transaction of its own,
 * and the one that fails again is marked with its error. @throws whatever says that Postgres cannot be used now, or not with these statements
 */
export async function drainBatch(
  db: Database,
  claim: Claim,
  now: () => number,
): Promise<DrainedBatch> {
  let items: BatchItem[] = [];
  try {
    await db.transaction().execute(async (tx) => {
      items = takeUpTo(ELEMENTS, await claimDeliveries(tx, claim));
      if (items.length > 0) await markProcessed(tx, await applyBatch(tx, items, now()), now());
    });
    return { ids: idsOf(items), poisoned: [] };
  } catch (error) {
    if (isNotTheirFault(error) || items.length === 0) throw error;
    return drainOneByOne(db, items, now);
  }
}

/** Whatever was in the batch, it would have failed: its deliveries wait until it can be done. */
const isNotTheirFault = (error: unknown): boolean =>
  isDatabaseUnavailable(error) || isSchemaMismatch(error);

/** Parses until there are enough elements; what is left is claimed next time. */
function takeUpTo(limit: number, deliveries: readonly ClaimedDelivery[]): BatchItem[] {
  const items: BatchItem[] = [];
  let elements = 0;
  for (const delivery of deliveries) {
    const parsed = parseDelivery(delivery.body, delivery.receivedAt.getTime());
    elements += parsed.elements.length;
    if (elements > limit && items.length > 0) break;
    items.push({ delivery, parsed });
  }
  return items;
}

async function drainOneByOne(
  db: Database,
  items: readonly BatchItem[],
  now: () => number,
): Promise<DrainedBatch> {
  const poisoned: Poisoned[] = [];
  for (const item of items) {
    try {
      await inOwnTransaction(db, item, async (tx) =>
        markProcessed(tx, await applyBatch(tx, [item], now()), now()),
      );
    } catch (error) {
      if (isNotTheirFault(error)) throw error;
      poisoned.push({ id: item.delivery.id, error });
      const { id, receivedAt, before } = item.delivery;
      const text = describeError(error);
      await inOwnTransaction(db, item, (tx) =>
        markProcessed(tx, [{ id, receivedAt, before, error: text, elements: [] }], now()),
      );
    }
  }
  return { ids: idsOf(items), poisoned };
}

const inOwnTransaction = (
  db: Database,
  { delivery }: BatchItem,
  work: (tx: Database) => Promise<void>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    if ((await claimDelivery(tx, delivery)) !== undefined) await work(tx);
  });

/** For people who look at the delivery: one line, no secret, and nothing of what Postgres quotes in its details. */
function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
  return redact(text, []).replaceAll(/\s+/g, ' ').slice(0, 300);
}

const idsOf = (items: readonly BatchItem[]): string[] => items.map(({ delivery }) => delivery.id);
