import type { Logger } from 'pino';
import { lowestWaiting } from '../../store/claim-deliveries.js';
import type { Database } from '../../store/database.js';
import type { Listener } from '../../store/listen.js';
import { drainBatch } from './drain-batch.js';
import { Watermark } from './watermark.js';

export interface DrainOptions {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Deliveries and bytes of one claim. */
const BATCH = 200;
const MAX_BYTES = 4 * 1024 * 1024;
/** The safety net under LISTEN, and the pause while Postgres is away, ms. */
const IDLE = 2_000;
const RETRY = 1_000;

/**
 * Processes what the intake stored, until it is stopped: as soon as something is announced, and by a slow poll. Any number of copies may run;
 * none needs Temporal. What a delivery asks of the controller is a `wakeups` row in the same transaction.
 */
export function startDrain({ db, listener, log, now = Date.now }: DrainOptions): {
  stop(): Promise<void>;
} {
  const watermark = new Watermark();
  let stopped = false;
  let rung = false;
  let ring: () => void = () => {};
  const stopListening = listener.on('webhooks', (id) => {
    // After a reconnect, or when old deliveries are to be processed once more.
    if (id === null || id === REPLAY) watermark.reset();
    rung = true;
    ring();
  });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped || rung) return resolve();
      const timer = setTimeout(resolve, ms);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** One claim; true when there may be more. */
  const claim = async (thorough: boolean): Promise<boolean> => {
    const { after, isSweep } = watermark.next(now(), { thorough });
    const { ids, poisoned } = await drainBatch(
      db,
      { after, limit: BATCH, maxBytes: MAX_BYTES },
      now,
    );
    for (const { id, error } of poisoned)
      log.error({ err: error, delivery_id: id }, 'a webhook could not be processed; it is marked');
    watermark.claimed(ids);
    if (isSweep) watermark.swept(await lowestWaiting(db, after), now());
    return ids.length > 0;
  };

  const round = async (): Promise<number> => {
    rung = false;
    // Nothing above the mark: what was overtaken is looked for before there is a pause.
    return (await claim(false)) || (await claim(true)) ? 0 : IDLE;
  };

  const running = (async () => {
    while (!stopped) {
      const wait = await round().catch((error: unknown) => {
        log.error({ err: error }, 'the drain could not process webhooks; it tries again');
        rung = false;
        return RETRY;
      });
      if (wait > 0) await pause(wait);
    }
  })();

  return {
    async stop() {
      stopped = true;
      stopListening();
      ring();
      await running;
    },
  };
}

/** Notified on `webhooks` when deliveries with old ids wait again. */
export const REPLAY = 'replay';
