import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Loop } from './loop.js';

export interface TemporalWorkerOptions {
  readonly connect: () => Promise<NativeConnection>;
  readonly create: (connection: NativeConnection) => Promise<Worker>;
  readonly log: Logger;
}

const RECONNECT_AFTER = 2_000;

/** Runs the Temporal worker, and again whenever it could not start or ended by itself: the process stays up while Temporal is down. */
export function runTemporalWorker({ connect, create, log }: TemporalWorkerOptions): Loop {
  let stopped = false;
  let worker: Worker | null = null;
  let wake: () => void = () => {};

  const runOnce = async (): Promise<void> => {
    const connection = await connect();
    try {
      worker = await create(connection);
      if (stopped) worker.shutdown();
      log.info({ task_queue: worker.options.taskQueue }, 'the Temporal worker is running');
      await worker.run();
    } finally {
      worker = null;
      await connection.close();
    }
  };

  const running = (async () => {
    while (!stopped) {
      await runOnce().catch((err: unknown) =>
        log.warn({ err }, 'the Temporal worker could not run; trying again'),
      );
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RECONNECT_AFTER);
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
      if (worker?.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}
