import type { FromRaw, Instant, Json, NullableJson } from './columns.js';

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
  biz_opaque_callback_data: FromRaw<string>;
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
