import type { Generated, Selectable } from 'kysely';
import type { Identity, Instant, Json, NullableInstant } from './columns.js';

export interface EventsTable {
  id: string;
  account_id: string;
  /** Given by the sequencer after the commit; null until then. */
  seq: string | null;
  /** The order in which they were written. */
  position: Identity;
  type: string;
  created_at: Instant;
  number_id: string | null;
  data: Json<Record<string, unknown>>;
  cause: Json<EventCause>;
}

/** What led to an event, and who was behind it. */
export interface EventCause {
  kind: string;
  actor: string | null;
  request_id: string | null;
}

/** Where an account's sequence stands. */
export interface EventSequencesTable {
  account_id: string;
  last_seq: string;
  /** When it was last moved on; never goes back. */
  last_at: Instant;
}

/** A URL of an account's own that is told of events. */
export interface EventEndpointsTable {
  id: string;
  account_id: string;
  url: string;
  /** Event types, `number.*`, or `*`. */
  types: string[];
  description: string | null;
  /** Message events that follow each other go in one request. */
  batch: Generated<boolean>;
  encrypted_secret: string;
  /** Signs too until `previous_secret_until`. */
  encrypted_previous_secret: string | null;
  previous_secret_until: NullableInstant;
  /** The first failure since the last success. */
  failing_since: NullableInstant;
  /** It asked to be left alone until then. */
  held_until: NullableInstant;
  disabled_at: NullableInstant;
  /** Null while it is told. */
  disabled_reason: 'asked' | 'gone' | 'failing' | null;
  /** The worker that delivers to it. */
  leased_by: string | null;
  /** By Postgres's clock. */
  leased_until: NullableInstant;
  created_at: Instant;
  updated_at: Instant;
}

export type EventEndpointRow = Selectable<EventEndpointsTable>;

/** One event for one endpoint. */
export interface EventAttemptsTable {
  id: Identity;
  endpoint_id: string;
  event_id: string;
  /** The event's place in its account's sequence. */
  seq: string;
  status: Generated<'pending' | 'succeeded' | 'failed'>;
  /** Requests made. */
  attempts: Generated<number>;
  /** Failures since the schedule last began. */
  failures: Generated<number>;
  next_attempt_at: Instant;
  created_at: Instant;
  last_attempt_at: NullableInstant;
  duration_ms: number | null;
  response_status: number | null;
  /** Its beginning. */
  response_body: string | null;
  /** Why there was no answer, a sentence. */
  error: string | null;
}

export type EventAttemptRow = Selectable<EventAttemptsTable>;
