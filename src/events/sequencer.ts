import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import { sequenceEvents } from '../store/events.js';
import type { Listener } from '../store/listen.js';
import { startLoop, type Loop } from '../waking/loop.js';

export interface SequencerOptions {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Events of one transaction. */
const BATCH = 1_000;
/** The safety net under LISTEN, ms. */
const IDLE = 2_000;

/** Numbers the events of every account after their commit and hands them to the endpoints. Any number of copies may run. */
export function startSequencer({ db, listener, log, now = Date.now }: SequencerOptions): Loop {
  return startLoop({
    listener,
    channel: 'events',
    round: async () => {
      const count = await sequenceEvents(db, { at: now(), limit: BATCH });
      return count === BATCH ? 0 : IDLE;
    },
    onError: (error) => log.error({ err: error }, 'events could not be numbered; trying again'),
  });
}
