import type { Logger } from 'pino';
import { appendEvents } from '../store/append.js';
import type { Database } from '../store/database.js';
import { giveUpOn, recordAttempts, type AttemptResult } from '../store/event-attempts.js';
import { disableEndpoint, holdEndpoint, noteHealth } from '../store/event-endpoints.js';
import { disabledData } from './disabled.js';

/** What became of one request for one event, and what that means for its endpoint. */
export interface Outcome extends AttemptResult {
  readonly endpointId: string;
  /** Since when the endpoint fails, this one included, ms; null when it answers well. */
  readonly failingSince: number | null;
  /** Was that different before? */
  readonly isHealthNews: boolean;
  readonly heldUntil: number | null;
  readonly disable: 'gone' | 'failing' | null;
}

/** Writes outcomes down, many at once, in the order in which they came. */
export interface Recorder {
  add(outcomes: readonly Outcome[]): void;
  /** Writes what is left; false where that failed. */
  finish(): Promise<boolean>;
}

const RETRY = 1_000;
/** Time between two transactions, ms, so that each has much to write. */
const GATHER = 25;

/** While one transaction runs, what comes in waits for the next. `onRecorded` hears which attempts are settled. */
export function createRecorder({
  db,
  log,
  onRecorded,
}: {
  db: Database;
  log: Logger;
  onRecorded: (ids: readonly string[]) => void;
}): Recorder {
  let pending: Outcome[] = [];
  let running: Promise<void> | null = null;
  let finishing = false;
  let endPause: () => void = () => {};

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (finishing) return resolve();
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const work = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        await record(db, batch);
        onRecorded(batch.map(({ id }) => id));
        await pause(GATHER);
      } catch (error) {
        log.error({ err: error }, 'outcomes of deliveries could not be stored; trying again');
        pending = [...batch, ...pending];
        if (finishing) return;
        await pause(RETRY);
      }
    }
  };
  const start = (): void => {
    running ??= work().finally(() => {
      running = null;
    });
  };

  return {
    add(outcomes) {
      pending.push(...outcomes);
      start();
    },
    async finish() {
      finishing = true;
      endPause();
      await running;
      start();
      await running;
      return pending.length === 0;
    },
  };
}

async function record(db: Database, outcomes: readonly Outcome[]): Promise<void> {
  const news = new Set(
    outcomes.filter((one) => one.isHealthNews).map(({ endpointId }) => endpointId),
  );
  // The last one counts.
  const health = new Map(
    outcomes
      .filter(({ endpointId }) => news.has(endpointId))
      .map(({ endpointId, failingSince }) => [endpointId, failingSince]),
  );
  const held = outcomes.filter((one) => one.heldUntil !== null);
  const disabled = new Map(
    outcomes.flatMap((one) =>
      one.disable === null ? [] : [[one.endpointId, { ...one, reason: one.disable }] as const],
    ),
  );
  if (health.size + held.length + disabled.size === 0) return recordAttempts(db, outcomes);

  await db.transaction().execute(async (tx) => {
    await recordAttempts(tx, outcomes);
    await noteHealth(tx, health);
    for (const { endpointId, heldUntil } of held)
      await holdEndpoint(tx, endpointId, new Date(heldUntil ?? 0));
    for (const [id, { reason, at }] of disabled) {
      const endpoint = await disableEndpoint(tx, id, reason, new Date(at));
      if (endpoint === undefined) continue;
      await giveUpOn(tx, id, 'The endpoint was disabled before this was delivered.');
      await appendEvents(tx, [
        {
          accountId: endpoint.account_id,
          numberId: null,
          type: 'event_endpoint.disabled',
          at,
          data: disabledData(endpoint),
          cause: { kind: 'timer' },
        },
      ]);
    }
  });
}
