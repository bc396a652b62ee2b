import type { Connection } from './database.js';
import { isDatabaseUnavailable } from './unavailable.js';

/** How long a statement may take before the calls that gather behind it start another one, ms: it may wait for a lock. */
const PATIENCE = 20;
/** So many of one kind run at once on a database. */
const AT_ONCE = 5;
/** Rows of one statement. */
const MOST = 200;

interface Call<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<Input, Output> {
  readonly waiting: Call<Input, Output>[];
  running: number;
  /** Runs while calls wait behind a statement. */
  patience: NodeJS.Timeout | undefined;
}

/**
 * Lets calls that come at the same time share one statement, and with it one commit: a call alone runs at once, and while it runs the next
 * ones gather. `run` answers for each input, in their order. Where it fails because of what is in it, each call runs alone and fails for itself.
 */
export function shareStatement<Input, Output>(
  run: (db: Connection, inputs: readonly Input[]) => Promise<readonly Output[]>,
): (db: Connection, input: Input) => Promise<Output> {
  const queues = new WeakMap<Connection, Queue<Input, Output>>();

  const runTogether = async (db: Connection, calls: readonly Call<Input, Output>[]) => {
    try {
      const outputs = await run(
        db,
        calls.map(({ input }) => input),
      );
      for (const [nth, { resolve }] of calls.entries()) resolve(outputs[nth] as Output);
    } catch (error) {
      // Whether a statement whose connection broke was committed is not known: it is not run again.
      if (calls.length === 1 || isDatabaseUnavailable(error)) {
        for (const { reject } of calls) reject(error);
      } else {
        for (const call of calls) await runTogether(db, [call]);
      }
    }
  };

  const go = async (db: Connection, queue: Queue<Input, Output>): Promise<void> => {
    queue.running += 1;
    while (queue.waiting.length > 0) {
      clearTimeout(queue.patience);
      queue.patience = undefined;
      await runTogether(db, queue.waiting.splice(0, MOST));
    }
    queue.running -= 1;
  };

  return (db, input) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(db) ?? { waiting: [], running: 0, patience: undefined };
      queues.set(db, queue);
      queue.waiting.push({ input, resolve, reject });
      if (queue.running === 0) void go(db, queue);
      else
        queue.patience ??= setTimeout(() => {
          if (queue.running < AT_ONCE) void go(db, queue);
        }, PATIENCE);
    });
}
