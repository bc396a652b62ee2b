import type { Connection } from './database.js';
import { isDatabaseUnavailable } from './unavailable.js';

/** So many of one kind run at once on a database before the next calls gather. */
const AT_ONCE = 3;
/** Rows of one statement. */
const MOST = 200;

interface Call<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets calls that come at the same time share one statement, and with it one commit: a call alone runs at once, and while some run the next
 * ones gather. `run` answers for each input, in their order. Where it fails because of what is in it, each call runs alone and fails for itself.
 */
export function shareStatement<Input, Output>(
  run: (db: Connection, inputs: readonly Input[]) => Promise<readonly Output[]>,
): (db: Connection, input: Input) => Promise<Output> {
  const queues = new WeakMap<Connection, { waiting: Call<Input, Output>[]; running: number }>();

  const runTogether = async (db: Connection, calls: readonly Call<Input, Output>[]) => {
    try {
      const outputs = await run(
        db,
        calls.map(({ input }) => input),
      );
      for (const [nth, { resolve }] of calls.entries()) resolve(outputs[nth] as Output);
    } catch (error) {
      const [first] = calls;
      // Whether a statement whose connection broke was committed is not known: it is not run again.
      if (calls.length === 1 || isDatabaseUnavailable(error)) {
        for (const { reject } of calls) reject(error);
      } else if (first !== undefined) {
        for (const call of calls) await runTogether(db, [call]);
      }
    }
  };

  return (db, input) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(db) ?? { waiting: [], running: 0 };
      queues.set(db, queue);
      queue.waiting.push({ input, resolve, reject });
      const go = async (): Promise<void> => {
        if (queue.running >= AT_ONCE) return;
        queue.running += 1;
        while (queue.waiting.length > 0) await runTogether(db, queue.waiting.splice(0, MOST));
        queue.running -= 1;
      };
      void go();
    });
}
