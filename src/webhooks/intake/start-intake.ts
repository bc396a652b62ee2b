import type { Logger } from 'pino';
import type { Database } from '../../store/database.js';
import { createDeliveryPartitions, daysAround } from '../../store/delivery-partitions.js';
import { openDeliveryInserts } from '../../store/insert-deliveries.js';
import { startPartitionKeeper } from '../partitions.js';
import { BATCH_LIMITS, type BatchLimits } from './batch-writer.js';
import { createIntake, type Intake } from './intake.js';

export interface StartIntakeOptions {
  readonly db: Database;
  readonly databaseUrl: string;
  /** `META_APP_SECRET`. */
  readonly secrets: readonly string[];
  readonly log: Logger;
  readonly limits?: BatchLimits;
  readonly roomBytes?: number;
  readonly now?: () => number;
}

/** The intake over Postgres, with its own connections and its partitions. Starts and stays up while Postgres or Temporal is down. */
export function startIntake({
  db,
  databaseUrl,
  limits = BATCH_LIMITS,
  ...options
}: StartIntakeOptions): Intake {
  const { log } = options;
  const inserts = openDeliveryInserts({
    databaseUrl,
    atOnce: limits.atOnce,
    createPartitions: (instants) =>
      createDeliveryPartitions(db, [...new Set(instants.flatMap((at) => daysAround(at, 0, 0)))]),
    onError: (err) => log.warn({ err }, 'a Postgres connection of the webhooks broke'),
  });
  const partitions = startPartitionKeeper({ db, ...options });
  const intake = createIntake({ ...options, limits, insert: (rows) => inserts.insert(rows) });
  return {
    ...intake,
    async close() {
      await intake.close();
      await Promise.all([inserts.close(), partitions.stop()]);
    },
  };
}
