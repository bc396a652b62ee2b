import type { Instant } from './columns.js';

/** A process that sends, and when it last said so, by Postgres's own clock. */
export interface PacersTable {
  id: string;
  seen_at: Instant;
}
