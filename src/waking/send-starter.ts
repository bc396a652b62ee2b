import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import { dueSends } from '../store/due-sends.js';
import { abandonCalls, noteHandedOver } from '../store/messages.js';
import { applyOverlookedStatuses } from '../store/overlooked-statuses.js';
import type { MessageRow } from '../store/tables.js';
import { deliverRows } from './deliver-rows.js';
import type { Loop } from './loop.js';

export interface SendStarterOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly start: (message: Pick<MessageRow, 'id' | 'account_id'>) => Promise<void>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** How often statuses are looked for that met their message too early, ms. */
const LOOK_EVERY = 30_000;

/**
 * Hands messages that must be sent later to Temporal, and marks those whose process died in the middle of the call as unknown. With Temporal
 * down they wait. Any number of copies may run.
 */
export function startSendStarter({ db, listener, start, log, now }: SendStarterOptions): Loop {
  let lookAt = 0;
  return deliverRows(
    {
      channel: 'sends',
      keyOf: ({ id }) => id,
      async due(at, limit) {
        const count = await abandonCalls(db, at);
        if (count > 0) log.warn({ count }, 'messages whose call never ended are unknown now');
        if (at >= lookAt) {
          lookAt = at + LOOK_EVERY;
          await applyOverlookedStatuses(db, at);
        }
        return dueSends(db, at, limit);
      },
      deliver: start,
      forget: ({ id }) => noteHandedOver(db, id, (now ?? Date.now)()),
      // They are all due until a run has them.
      defer: () => Promise.resolve(),
      nextAt: () => Promise.resolve(null),
    },
    { listener, log, now },
  );
}
