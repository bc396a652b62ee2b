import { createHistogram, type HistogramReading } from './histogram.js';

/** Why a webhook was not taken. */
export type Refused = 'unsigned' | 'too_large' | 'no_room' | 'not_stored' | 'broken';

/** What the intake of one process did since its start, and what it holds now. */
export interface IntakeStats {
  /** From the first byte of a request to its 200, ms. */
  readonly ackMs: HistogramReading;
  /** Rows that shared an insert. */
  readonly batchRows: HistogramReading;
  readonly failedBatches: number;
  readonly refused: Readonly<Record<Refused, number>>;
  /** Requests that wait for an insert to begin. */
  readonly waiting: number;
  /** Bytes of requests under way. */
  readonly heldBytes: number;
}

const ACK_MS = [1, 2, 5, 10, 25, 50, 100, 150, 250, 500, 1_000, 2_500, 5_000];
const BATCH_ROWS = [1, 2, 5, 10, 25, 50, 100, 250, 500];

/** Counters in memory, because a log line per webhook would cost as much as the webhook. */
export function createIntakeCounters() {
  const ackMs = createHistogram(ACK_MS);
  const batchRows = createHistogram(BATCH_ROWS);
  const refused = { unsigned: 0, too_large: 0, no_room: 0, not_stored: 0, broken: 0 };
  let failedBatches = 0;
  return {
    acknowledged: (ms: number): void => ackMs.observe(ms),
    refuse(why: Refused): void {
      refused[why] += 1;
    },
    batch(rows: number, isStored: boolean): void {
      batchRows.observe(rows);
      if (!isStored) failedBatches += 1;
    },
    read: (now: Pick<IntakeStats, 'waiting' | 'heldBytes'>): IntakeStats => ({
      ackMs: ackMs.read(),
      batchRows: batchRows.read(),
      failedBatches,
      refused: { ...refused },
      ...now,
    }),
  };
}
