import type { Logger } from 'pino';
import type { Channel } from '../store/append.js';
import type { Listener } from '../store/listen.js';
import { startLoop, type Loop } from './loop.js';

/** A table whose rows each ask for one thing of Temporal. */
export interface DueRows<Row> {
  /** Where a new row is told of. */
  readonly channel: Channel;
  /** What the row is about, for logs and to count its failures. */
  readonly keyOf: (row: Row) => string;
  /** Rows that are due at `at` (ms), oldest first. */
  readonly due: (at: number, limit: number) => Promise<Row[]>;
  /** @throws when Temporal did not take it */
  readonly deliver: (row: Row) => Promise<void>;
  readonly forget: (row: Row) => Promise<void>;
  readonly defer: (row: Row, at: number) => Promise<void>;
  /** When the next row is due, ms; null when there is none. */
  readonly nextAt: () => Promise<number | null>;
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
 * Delivers rows to Temporal, at least once: a row goes only when it was accepted, and only at the version that was seen. One that Temporal
 * does not take waits longer each time and holds up no other. With Temporal down the rows stay and everything goes on when it is back.
 */
export function deliverRows<Row>(
  rows: DueRows<Row>,
  {
    listener,
    log,
    now = Date.now,
  }: {
    readonly listener: Listener;
    readonly log: Logger;
    readonly now?: (() => number) | undefined;
  },
): Loop {
  /** Failures in a row, by key. */
  const failures = new Map<string, number>();

  /** False when Temporal cannot be reached: then the other rows need not be tried. */
  const deliver = async (row: Row): Promise<boolean> => {
    try {
      await rows.deliver(row);
    } catch (error) {
      log.warn(
        { err: error, [rows.channel]: rows.keyOf(row) },
        'Temporal did not take it; the row stays',
      );
      return await postpone(row, error);
    }
    failures.delete(rows.keyOf(row));
    await rows.forget(row);
    return true;
  };

  const postpone = async (row: Row, error: unknown): Promise<boolean> => {
    if (isUnreachable(error)) {
      // One that alone times out comes behind the others; were all pushed further, they would be late when Temporal is back.
      await rows.defer(row, now() + FIRST_PAUSE);
      return false;
    }
    const times = (failures.get(rows.keyOf(row)) ?? 0) + 1;
    failures.set(rows.keyOf(row), times);
    await rows.defer(row, now() + Math.min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE));
    return true;
  };

  const round = async ({ forgetRings }: { forgetRings: () => void }): Promise<number> => {
    const due = await rows.due(now(), BATCH);
    for (let start = 0; start < due.length; start += AT_ONCE) {
      const delivered = await Promise.all(due.slice(start, start + AT_ONCE).map(deliver));
      if (delivered.includes(false)) {
        forgetRings();
        return RETRY;
      }
    }
    if (due.length === BATCH) return 0;
    const next = await rows.nextAt();
    return next === null ? IDLE : Math.min(Math.max(next - now(), 0), IDLE);
  };

  return startLoop({
    listener,
    channel: rows.channel,
    round,
    onError: (error) => log.error({ err: error }, 'the rows for Temporal could not be read'),
  });
}

/** Temporal as a whole, not this one row. The client wraps what gRPC says. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && UNREACHABLE.includes(error.code)) || isUnreachable(error.cause);
}
