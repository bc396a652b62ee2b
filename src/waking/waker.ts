import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import {
  deferWakeup,
  dueWakeups,
  forgetWakeup,
  nextWakeupAt,
  type Wakeup,
} from '../store/wakeups.js';
import { deliverRows } from './deliver-rows.js';
import type { Loop } from './loop.js';
import type { Wakeable } from './temporal-wake.js';

export interface WakerOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly wake: (number: Wakeable) => Promise<void>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Delivers `wakeups` rows: the run of each number has a turn. Any number of copies may run. */
export function startWaker({ db, listener, wake, log, now }: WakerOptions): Loop {
  const deliver = async ({ phoneNumberId, reason }: Wakeup): Promise<void> => {
    const owner = await db
      .selectFrom('numbers')
      .select(['account_id', 'waba_id'])
      .where('phone_number_id', '=', phoneNumberId)
      .where('released_at', 'is', null)
      .executeTakeFirst();
    // Released meanwhile: there is nobody to wake.
    if (owner === undefined) return;
    await wake({ phoneNumberId, accountId: owner.account_id, wabaId: owner.waba_id, reason });
  };

  return deliverRows<Wakeup>(
    {
      channel: 'wakeups',
      keyOf: ({ phoneNumberId }) => phoneNumberId,
      due: (at, limit) => dueWakeups(db, at, limit),
      deliver,
      forget: (wakeup) => forgetWakeup(db, wakeup),
      defer: (wakeup, at) => deferWakeup(db, wakeup, at),
      nextAt: () => nextWakeupAt(db),
    },
    { listener, log, now },
  );
}
