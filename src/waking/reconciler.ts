import type { Logger } from 'pino';
import { MINUTE } from '../onboarding/duration.js';
import type { Database } from '../store/database.js';
import { reconcile } from '../store/wakeups.js';
import type { Loop } from './loop.js';

export interface ReconcilerOptions {
  readonly db: Database;
  /** Multiplies the 15 minutes after which a missing turn is noticed. */
  readonly pace: number;
  readonly log: Logger;
  readonly now?: () => number;
}

const OVERDUE = 15 * MINUTE;
/** How often it looks, before pace; never more often than every second. */
const EVERY = 5 * MINUTE;

/** Notices every number that should have had a turn and had none, whatever the cause. It asks for wakes only; the waker delivers them. */
export function startReconciler({ db, pace, log, now = Date.now }: ReconcilerOptions): Loop {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const count = await reconcile(db, now(), Math.max(OVERDUE * pace, 2_000));
      if (count > 0) log.info({ count }, 'numbers were overdue and are woken');
    } catch (error) {
      log.error({ err: error }, 'the reconciler could not look');
    }
  };
  const timer = setInterval(
    () => {
      if (!stopped) running = running.then(look);
    },
    Math.max(EVERY * pace, 1_000),
  );
  running = look();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
