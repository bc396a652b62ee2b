import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import {
  deferWabaRead,
  dueWabaReads,
  forgetWabaRead,
  nextWabaReadAt,
  type WabaRead,
} from '../store/waba-reads.js';
import { deliverRows } from './deliver-rows.js';
import type { Loop } from './loop.js';

export interface WabaReaderOptions {
  readonly db: Database;
  readonly listener: Listener;
  /** @throws when Temporal did not take it */
  readonly read: (waba: WabaRead) => Promise<void>;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Delivers `waba_reads` rows: `watchWaba` reads each WABA once and wakes those of its numbers that changed. Any number of copies may run. */
export const startWabaReader = ({ db, listener, read, log, now }: WabaReaderOptions): Loop =>
  deliverRows<WabaRead>(
    {
      channel: 'waba_reads',
      keyOf: ({ accountId, wabaId }) => `${accountId}/${wabaId}`,
      due: (at, limit) => dueWabaReads(db, at, limit),
      deliver: read,
      forget: (row) => forgetWabaRead(db, row),
      defer: (row, at) => deferWabaRead(db, row, at),
      nextAt: () => nextWabaReadAt(db),
    },
    { listener, log, now },
  );
