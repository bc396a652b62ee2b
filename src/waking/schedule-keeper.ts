import type { Logger } from 'pino';
import type { Loop } from './loop.js';

export interface ScheduleKeeperOptions {
  readonly ensure: () => Promise<void>;
  readonly log: Logger;
  /** Until the next try after a failure, and until it is looked at again after a success, ms. */
  readonly retryMs?: number;
  readonly againMs?: number;
}

const RETRY_MS = 5_000;
/** Temporal may have been emptied or restored beneath a worker that goes on. */
const AGAIN_MS = 10 * 60_000;

/** Sees to it that the schedules exist: at the start as soon as Temporal can be reached, and from then on now and again. */
export function startScheduleKeeper({
  ensure,
  log,
  retryMs = RETRY_MS,
  againMs = AGAIN_MS,
}: ScheduleKeeperOptions): Loop {
  let stopped = false;
  let wake: () => void = () => {};

  const running = (async () => {
    while (!stopped) {
      const pause = await ensure().then(
        () => againMs,
        (err: unknown) => {
          if (!stopped) log.warn({ err }, 'the schedules could not be ensured; trying again');
          return retryMs;
        },
      );
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();

  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
