import type { Generated } from 'kysely';
import type { Identity, Instant, Json, NullableInstant, NullableJson } from './columns.js';

/** What became of one element of a webhook; written by the drain. */
export interface DeliveryElement {
  /** What it is, e.g. `status`, `message`, `phone_number_name_update`. */
  readonly kind: string;
  /** Its natural key: the same element twice has one effect. */
  readonly key: string;
  /** What became of it, e.g. `stored`, `duplicate`, `ignored`. */
  readonly fate: string;
  /** The phone number id it concerns. */
  readonly number_id?: string;
  readonly waba_id?: string;
  /** The account it concerned when it was processed. */
  readonly account_id?: string;
  /** Why it could not be read. */
  readonly error?: string;
}

/** Partitioned by day of `received_at`, UTC. */
export interface WebhookDeliveriesTable {
  id: Identity;
  received_at: Instant;
  /** `app`, or the digits that a number's own callback names: a phone number id or E.164 without plus. */
  route: string;
  /** Which of `META_APP_SECRET` signed it, 1 = the first. */
  signed_by: number;
  /** The bytes that were signed. */
  body: Buffer;
  /** Null: waits for the drain. */
  processed_at: NullableInstant;
  error: string | null;
  elements: NullableJson<DeliveryElement[]>;
}

/** Whom and what a delivery is about, so that it is found; partitioned as the deliveries are, written by the drain. */
export interface WebhookSubjectsTable {
  delivery_id: string;
  received_at: Instant;
  account_id: string | null;
  number_id: string | null;
  waba_id: string | null;
  kind: string;
}

/** A range of deliveries that is processed once more. */
export interface WebhookReplaysTable {
  id: string;
  /** Only what concerns this account; null: everything. */
  account_id: string | null;
  created_after: Instant;
  created_before: Instant;
  actor: string;
  created_at: Instant;
  /** The newest delivery that counts; later ones are processed anyway. */
  up_to: string;
  /** The delivery that was looked at last. */
  position: Generated<string>;
  matched: string;
  replayed: Generated<string>;
  finished_at: NullableInstant;
}

/** Name, quality, account, capability, template and security events. */
export interface AccountEventsTable {
  /** Of entry id, time, field and value. */
  hash: string;
  waba_id: string | null;
  /** Where the event itself names one number. */
  phone_number_id: string | null;
  field: string;
  kind: string;
  access: 'withdrawn' | 'granted' | null;
  value: Json<unknown>;
  occurred_at: Instant;
  received_at: Instant;
  /** It is about the number with these digits, and none of the WABA's numbers was known to have them. */
  waiting_digits: string | null;
}
