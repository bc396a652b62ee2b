import type { ColumnType, Selectable } from 'kysely';
import type { MessageStatus } from '../../messaging/status-rank.js';
import type { FromRaw, Instant, Json, NullableInstant, NullableJson } from './columns.js';

/** What Meta said of a failure, whole. Source: facts/meta.md §4.4. */
export interface MessageError {
  readonly code: number | null;
  readonly subcode?: number | null;
  readonly title: string | null;
  readonly message: string | null;
  readonly details: string | null;
  readonly href?: string | null;
  readonly fbtrace_id?: string | null;
  /** Why we stopped trying, where it was not Meta who ended it. */
  readonly stopped?: string;
}

/** One call to Meta for a message. */
export interface SendAttempt {
  readonly at: string;
  readonly finished_at: string;
  readonly outcome: 'accepted' | 'refused' | 'unknown' | 'not_sent';
  readonly error?: MessageError;
  /** Why nothing is known, in a few words. */
  readonly failure?: string;
  /** When it was tried again, ms later. */
  readonly retry_in_ms?: number;
}

/** A message that we send. */
export interface MessagesTable {
  id: string;
  account_id: string;
  number_id: string;
  phone_number_id: string;
  waba_id: string;
  type: 'template' | 'text';
  template_key: string | null;
  template_name: string | null;
  template_language: string | null;
  /** E.164, or a business-scoped user id. */
  recipient: string;
  recipient_input: string;
  recipient_country: string | null;
  wa_id: string | null;
  user_id: string | null;
  /** The body for Meta without our own id, sealed (`sending/sealed-request.ts`); an object in rows from before it was. */
  request: Json<string | Record<string, unknown>>;
  context: Json<Record<string, unknown>>;
  idempotency_key: string | null;
  again_of: string | null;
  actor: string;
  request_id: string | null;
  status: MessageStatus;
  wamid: string | null;
  message_status: string | null;
  error: NullableJson<MessageError>;
  pricing: NullableJson<Record<string, unknown>>;
  conversation: NullableJson<Record<string, unknown>>;
  attempts: ColumnType<SendAttempt[], string | undefined, string>;
  calling_since: NullableInstant;
  next_attempt_at: NullableInstant;
  handed_over_at: NullableInstant;
  created_at: Instant;
  accepted_at: NullableInstant;
  sent_at: NullableInstant;
  delivered_at: NullableInstant;
  read_at: NullableInstant;
  played_at: NullableInstant;
  failed_at: NullableInstant;
}

export type MessageRow = Selectable<MessagesTable>;

/** Every status ever received, also before its message is known. */
export interface MessageStatusesTable {
  wamid: string;
  status: string;
  /** Tells the members of a group apart; empty where Meta names nobody. */
  recipient: string;
  phone_number_id: string;
  /** Null: no number of ours when it came. */
  number_id: string | null;
  /** Meta's time. */
  at: Instant;
  received_at: Instant;
  raw: Json<Record<string, unknown>>;
  errors: FromRaw<unknown[]>;
  pricing: FromRaw<Record<string, unknown>>;
  conversation: FromRaw<Record<string, unknown>>;
}

export interface InboundMessagesTable {
  phone_number_id: string;
  wamid: string;
  number_id: string | null;
  type: string;
  /** Phone digits or BSUID. */
  sender: string | null;
  occurred_at: Instant;
  received_at: Instant;
  payload: Json<Record<string, unknown>>;
  contact: NullableJson<Record<string, unknown>>;
}
