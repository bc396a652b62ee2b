import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.js';
import { forgetPacer, notePacer } from '../store/pacers.js';

/** How many processes share the pace of every number. */
export interface PaceShare {
  /** At least 1; as it was a moment ago. */
  readonly processes: () => number;
  close(): Promise<void>;
}

/** How often a process says that it is there, ms. */
const EVERY = 5_000;

/**
 * Counts the processes that send over this database, so that together they keep to Meta's limits: each takes its part of them. What one does
 * not use, another cannot; what finds no room waits in the queue. While Postgres does not answer the last count holds.
 */
export function startPaceShare(
  db: Database,
  { onError = () => {} }: { readonly onError?: (error: unknown) => void } = {},
): PaceShare {
  const id = randomUUID();
  let count = 1;
  const beat = (): Promise<void> =>
    notePacer(db, id).then((n) => {
      count = Math.max(n, 1);
    }, onError);

  let beating = beat();
  const timer = setInterval(() => {
    beating = beat();
  }, EVERY);
  timer.unref();
  return {
    processes: () => count,
    async close() {
      clearInterval(timer);
      await beating;
      await forgetPacer(db, id).catch(onError);
    },
  };
}
