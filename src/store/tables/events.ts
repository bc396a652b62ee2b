import type { Instant, Json } from './columns.js';

export interface EventsTable {
  id: string;
  account_id: string;
  /** Given by the sequencer after the commit; null until then. */
  seq: string | null;
  type: string;
  created_at: Instant;
  number_id: string | null;
  data: Json<Record<string, unknown>>;
  cause: Json<{ kind: string; actor: string | null; request_id: string | null }>;
}
