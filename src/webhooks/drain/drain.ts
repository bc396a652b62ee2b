import type { Logger } from 'pino';
import { lowestWaiting } from '../../store/claim-deliveries.js';
import type { Database } from '../../store/database.js';
import type { Listener } from '../../store/listen.js';
import { OLD_ONES_WAIT } from '../../store/webhook-replays.js';
import { startLoop, type Loop } from '../../waking/loop.js';
import { drainBatch } from './drain-batch.js';
import { Watermark } from './watermark.js';

export interface DrainOptions {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Deliveries and bytes of one claim. */
const BATCH = 500;
/** Claims at once while there is a backlog: one is taken apart here while Postgres applies the other. */
const LANES = 2;
const MAX_BYTES = 4 * 1024 * 1024;
/** The safety net under LISTEN, ms. */
const IDLE = 2_000;

/**
 * Processes what the intake stored, until it is stopped: as soon as something is announced, and by a slow poll. Any number of copies may run;
 * none needs Temporal. What a delivery asks of the controller is a `wakeups` row in the same transaction.
 */
export function startDrain({ db, listener, log, now = Date.now }: DrainOptions): Loop {
  const watermark = new Watermark();
  let lanes = 1;

  /** One claim; says how many deliveries it processed. */
  const claim = async (thorough: boolean): Promise<number> => {
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
    return ids.length;
  };

  const round = async (): Promise<number> => {
    // All of them end before an error is told: none outlives `stop`.
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, () => claim(false)));
    const counts = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    lanes = counts.includes(BATCH) ? LANES : 1;
    if (counts.some((count) => count > 0)) return 0;
    // Nothing above the mark: what was overtaken is looked for before there is a pause.
    return (await claim(true)) > 0 ? 0 : IDLE;
  };

  return startLoop({
    listener,
    channel: 'webhooks',
    onNotified: (id) => {
      // After a reconnect, or when old deliveries are to be processed once more.
      if (id === null || id === OLD_ONES_WAIT) watermark.reset();
    },
    round,
    onError: (error) =>
      log.error({ err: error }, 'the drain could not process webhooks; it tries again'),
  });
}
