import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import {
  deferTemplateSync,
  dueTemplateSyncs,
  forgetTemplateSync,
  nextTemplateSyncAt,
  type TemplateSync,
} from '../store/template-syncs.js';
import { deliverRows } from './deliver-rows.js';
import type { Loop } from './loop.js';

export interface TemplateSyncerOptions {
  readonly db: Database;
  readonly listener: Listener;
  /** @throws when Temporal did not take it */
  readonly sync: (wabaId: string) => Promise<void>;
  readonly log: Logger;
}

/** Delivers `template_syncs` rows: `syncTemplates` reads the templates of each WABA. Any number of copies may run. */
export const startTemplateSyncer = ({ db, listener, sync, log }: TemplateSyncerOptions): Loop =>
  deliverRows<TemplateSync>(
    {
      channel: 'template_syncs',
      keyOf: ({ wabaId }) => wabaId,
      due: (at, limit) => dueTemplateSyncs(db, at, limit),
      deliver: ({ wabaId }) => sync(wabaId),
      forget: (row) => forgetTemplateSync(db, row),
      defer: (row, at) => deferTemplateSync(db, row, at),
      nextAt: () => nextTemplateSyncAt(db),
    },
    { listener, log },
  );
