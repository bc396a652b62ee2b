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
import type { Wakeable } from './temporal-wake.js';

export interface WakerOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly wake: (number: Wakeable) => Promise<void>;
  readonly log: Logger;
  readonly now?: () => number;
}

export interface Loop {
  stop(): Promise<void>;
}

const BATCH = 100;
const AT_ONCE = 10;
/** The safety net under LISTEN, and the pause while Temporal is down. */
const IDLE = 5_000;
const RETRY = 1_000;
/** How long a row waits that Temporal did not take, ms: doubled each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** gRPC: DEADLINE_EXCEEDED and UNAVAILABLE. */
const UNREACHABLE: readonly unknown[] = [4, 14];

/**
 * Delivers `wakeups` rows to Temporal, at least once: a row goes only when its wake was accepted, and only at the version that was seen. One
 * that Temporal does not take waits longer each time and holds up no other. With Temporal down the rows stay and everything goes on when it
 * is back. Any number of copies may run.
 */
export function startWaker({ db, listener, wake, log, now = Date.now }: WakerOptions): Loop {
  let stopped = false;
  let ring: () => void = () => {};
  let rung = false;
  const bell = (): void => {
    rung = true;
    ring();
  };
  const stopListening = listener.on('wakeups', bell);

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped || rung) return resolve();
      const timer = setTimeout(resolve, ms);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Failures in a row, by phone number. */
  const failures = new Map<string, number>();

  /** False when Temporal cannot be reached: then the other rows need not be tried. */
  const deliver = async (wakeup: Wakeup): Promise<boolean> => {
    const owner = await db
      .selectFrom('numbers')
      .select(['account_id', 'waba_id'])
      .where('phone_number_id', '=', wakeup.phoneNumberId)
      .where('released_at', 'is', null)
      .executeTakeFirst();
    // Released meanwhile: there is nobody to wake.
    if (owner !== undefined) {
      try {
        await wake({
          phoneNumberId: wakeup.phoneNumberId,
          accountId: owner.account_id,
          wabaId: owner.waba_id,
          reason: wakeup.reason,
        });
      } catch (error) {
        log.warn(
          { err: error, phone_number_id: wakeup.phoneNumberId },
          'a wake was not delivered; the row stays',
        );
        return await postpone(wakeup, error);
      }
    }
    failures.delete(wakeup.phoneNumberId);
    await forgetWakeup(db, wakeup);
    return true;
  };

  const postpone = async (wakeup: Wakeup, error: unknown): Promise<boolean> => {
    if (isUnreachable(error)) {
      // A wake that alone times out comes behind the others; were all pushed further, they would be late when Temporal is back.
      await deferWakeup(db, wakeup, now() + FIRST_PAUSE);
      return false;
    }
    const times = (failures.get(wakeup.phoneNumberId) ?? 0) + 1;
    failures.set(wakeup.phoneNumberId, times);
    await deferWakeup(db, wakeup, now() + Math.min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE));
    return true;
  };

  const round = async (): Promise<number> => {
    rung = false;
    const due = await dueWakeups(db, now(), BATCH);
    for (let start = 0; start < due.length; start += AT_ONCE) {
      const delivered = await Promise.all(due.slice(start, start + AT_ONCE).map(deliver));
      if (delivered.includes(false)) {
        rung = false;
        return RETRY;
      }
    }
    if (due.length === BATCH) return 0;
    const next = await nextWakeupAt(db);
    return next === null ? IDLE : Math.min(Math.max(next - now(), 0), IDLE);
  };

  const running = (async () => {
    while (!stopped) {
      const wait = await round().catch((error: unknown) => {
        log.error({ err: error }, 'the waker could not read its rows');
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

/** Temporal as a whole, not this one wake. The client wraps what gRPC says. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && UNREACHABLE.includes(error.code)) || isUnreachable(error.cause);
}
