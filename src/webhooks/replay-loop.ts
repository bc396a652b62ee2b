import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import { advanceReplay } from '../store/webhook-replays.js';
import { JOB_STARTED } from './replay.js';

export interface ReplayLoopOptions {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
  readonly log: Logger;
  readonly now?: () => number;
  /** Deliveries put back in one transaction. @default 500 */
  readonly rows?: number;
}

/** The safety net under LISTEN, ms. */
const IDLE = 15_000;
const ROWS = 500;

/** Does the replays that were asked for, piece by piece. Any number of copies may run, and each goes on where another died. */
export function startReplays({
  db,
  listener,
  log,
  now = Date.now,
  rows = ROWS,
}: ReplayLoopOptions): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const work = async (): Promise<void> => {
    try {
      while (!stopped && (await advanceReplay(db, now(), rows)));
    } catch (error) {
      log.warn({ err: error }, 'a replay could not go on; trying again');
    }
  };
  const look = (): void => {
    running = running.then(work);
  };
  const stopListening = listener.on('webhooks', (id) => {
    if (id === null || id === JOB_STARTED) look();
  });
  const timer = setInterval(look, IDLE);
  look();
  return {
    async stop() {
      stopped = true;
      stopListening();
      clearInterval(timer);
      await running;
    },
  };
}
