import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import { createDeliveryPartitions, daysAround } from '../store/delivery-partitions.js';

export interface PartitionKeeperOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now?: () => number;
  /** How often it looks, ms. @default one hour */
  readonly everyMs?: number;
}

const HOUR = 3_600_000;
const BEHIND = 1;
const AHEAD = 3;
/** After a failure, ms. */
const RETRY = 10_000;

/** Sees to it that yesterday, today and the three days to come have their partition: at once and every hour, with Temporal down too. Any number of copies may run. */
export function startPartitionKeeper({
  db,
  log,
  now = Date.now,
  everyMs = HOUR,
}: PartitionKeeperOptions): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  const look = async (): Promise<void> => {
    let wait = everyMs;
    try {
      await createDeliveryPartitions(db, daysAround(now(), BEHIND, AHEAD));
    } catch (error) {
      wait = Math.min(RETRY, everyMs);
      log.warn({ err: error }, 'partitions for webhooks could not be made; trying again');
    }
    if (!stopped) timer = setTimeout(again, wait);
  };
  let running = look();
  const again = (): void => {
    running = look();
  };
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
