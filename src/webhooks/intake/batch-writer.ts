import type { Delivery } from '../../store/insert-deliveries.js';

/** What shares one insert, and how many inserts run at once. */
export interface BatchLimits {
  readonly rows: number;
  /** Bytes of all bodies; a longer body goes alone. */
  readonly bytes: number;
  /** How long the first row waits for others, ms. */
  readonly waitMs: number;
  readonly atOnce: number;
  /** How long a row waits for its turn before its sender is told to come back, ms. */
  readonly patienceMs: number;
}

/** Meta's guidance is a median of at most 250 ms for an answer, and less than 1 % above 1 s. Source: facts/meta.md §4.2. */
export const BATCH_LIMITS: BatchLimits = {
  rows: 500,
  bytes: 8 * 1_048_576,
  waitMs: 2,
  atOnce: 3,
  patienceMs: 5_000,
};

export interface BatchWriterOptions {
  /** Resolves once the rows are committed. */
  readonly insert: (rows: readonly Delivery[]) => Promise<void>;
  readonly limits?: BatchLimits;
  /** Hears of each insert: its rows, and what failed. */
  readonly onBatch: (rows: number, error: unknown) => void;
}

/** Gathers rows of requests in flight into shared inserts. */
export interface BatchWriter {
  /** True after the commit of the row's insert; false when that insert failed, or none began in time. */
  store(row: Delivery): Promise<boolean>;
  readonly waiting: number;
  /** Writes what waits, and resolves when nothing is under way. */
  close(): Promise<void>;
}

interface Waiting {
  readonly row: Delivery;
  readonly until: number;
  readonly settle: (stored: boolean) => void;
}

/** Each row shares its insert's fate and no other's: a failed insert fails exactly the rows in it. */
export function createBatchWriter({
  insert,
  limits = BATCH_LIMITS,
  onBatch,
}: BatchWriterOptions): BatchWriter {
  let queue: Waiting[] = [];
  let queuedBytes = 0;
  const running = new Set<Promise<void>>();
  let gathering: NodeJS.Timeout | null = null;
  let expiring: NodeJS.Timeout | null = null;

  const isFull = (): boolean => queue.length >= limits.rows || queuedBytes >= limits.bytes;

  const takeBatch = (): Waiting[] => {
    let bytes = 0;
    const end = queue.findIndex(({ row }, index) => {
      bytes += row.body.length;
      return index === limits.rows || (index > 0 && bytes > limits.bytes);
    });
    const batch = end < 0 ? queue : queue.slice(0, end);
    queue = end < 0 ? [] : queue.slice(end);
    queuedBytes -= batch.reduce((sum, { row }) => sum + row.body.length, 0);
    return batch;
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    let failure: unknown = null;
    try {
      await insert(batch.map(({ row }) => row));
    } catch (error) {
      failure = error;
    }
    onBatch(batch.length, failure);
    for (const { settle } of batch) settle(failure === null);
  };

  const flush = (): void => {
    if (gathering !== null) clearTimeout(gathering);
    gathering = null;
    while (queue.length > 0 && running.size < limits.atOnce) {
      const writing = write(takeBatch()).finally(() => {
        running.delete(writing);
        // Whoever still gathers has its own timer; whoever waited for a turn goes now.
        if (gathering === null || isFull()) flush();
      });
      running.add(writing);
    }
  };

  /** Postgres may hang without failing: nobody waits behind it for ever. */
  const expire = (): void => {
    expiring = null;
    const now = performance.now();
    while (queue[0] !== undefined && queue[0].until <= now) {
      const [late] = queue.splice(0, 1);
      queuedBytes -= late?.row.body.length ?? 0;
      late?.settle(false);
    }
    if (queue[0] !== undefined) expiring = setTimeout(expire, queue[0].until - now + 1);
  };

  return {
    store: (row) =>
      new Promise((settle) => {
        queue.push({ row, until: performance.now() + limits.patienceMs, settle });
        queuedBytes += row.body.length;
        expiring ??= setTimeout(expire, limits.patienceMs);
        if (isFull()) flush();
        else gathering ??= setTimeout(flush, limits.waitMs);
      }),
    get waiting() {
      return queue.length;
    },
    async close() {
      flush();
      while (running.size > 0) await Promise.all(running);
      if (expiring !== null) clearTimeout(expiring);
    },
  };
}
