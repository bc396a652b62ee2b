import type { ColumnType, Generated, Selectable } from 'kysely';
import type { PhoneNumberNode } from '../graph/schemas.js';
import type { Condition } from '../onboarding/conditions.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { Memory } from '../onboarding/memory.js';
import type { PhoneNode } from '../onboarding/normalise.js';
import type {
  AppWebhooks,
  Refusal,
  Subscription,
  TokenFacts,
  WabaFacts,
} from '../onboarding/observation.js';
import type { ReasonCode, WaitingOn } from '../onboarding/reasons.js';
import type { Stage } from '../onboarding/stage.js';
import type { RegisterPurpose } from '../onboarding/step.js';

/** `timestamptz(3)`, UTC. */
type Instant = ColumnType<Date, Date, Date>;
type NullableInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** `jsonb`: written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** `bigint`: a string, as every id in the API is. */
type Identity = ColumnType<string, string | undefined, never>;

export interface AccountsTable {
  id: Identity;
  name: string;
  created_at: Instant;
}

export const SCOPES = ['read', 'operate', 'send', 'admin'] as const;
/** `read`, `operate` (retry, check, codes, PIN), `send`, `admin` (numbers, tokens, keys, endpoints). */
export type Scope = (typeof SCOPES)[number];

export interface ApiKeysTable {
  id: string;
  /** SHA-256 of the key, hex; the key itself is shown once and kept nowhere. */
  hash: string;
  prefix: string;
  /** Null: a platform key, which acts for any account. */
  account_id: string | null;
  name: string | null;
  scopes: Scope[];
  created_at: Instant;
  last_used_at: NullableInstant;
  expires_at: NullableInstant;
  revoked_at: NullableInstant;
}

export interface TokensTable {
  id: string;
  account_id: string;
  encrypted_token: string;
  /** Equal tokens have equal HMACs, so that WABAs can share one row. */
  equality_hmac: string;
  last4: string;
  facts: NullableJson<TokenFacts>;
  checked_at: NullableInstant;
  created_at: Instant;
}

export interface WabasTable {
  account_id: string;
  waba_id: string;
  token_id: string;
  token_changed_at: Instant;
  name: string | null;
  portfolio_id: string | null;
  facts: NullableJson<WabaFacts>;
  facts_read_at: NullableInstant;
  subscription: NullableJson<Subscription>;
  subscription_read_at: NullableInstant;
  app_webhooks: NullableJson<AppWebhooks>;
  app_webhooks_read_at: NullableInstant;
  usage_percent: number | null;
  /** The list read that numbers due about then share. */
  nodes: NullableJson<PhoneNumberNode[]>;
  nodes_read_at: NullableInstant;
  next_sweep_at: NullableInstant;
  created_at: Instant;
}

export interface PhoneNumbersSeenTable {
  phone_number_id: string;
  e164: string | null;
  encrypted_pin: string | null;
  pin_state: Generated<'none' | 'stored' | 'proven'>;
  pin_supplied: Generated<boolean>;
  pin_changed_at: NullableInstant;
  /** Stored before it is first sent by `replacePin`; becomes the PIN once Meta accepted it. */
  encrypted_next_pin: string | null;
  /** The last PIN that Meta accepted, kept when a person supplies another: theirs may be wrong. */
  encrypted_proven_pin: string | null;
  blocked_until: NullableInstant;
  deregister_blocked_until: NullableInstant;
  created_at: Instant;
}

/** `wanted_callback` of a number that uses `PUBLIC_URL/webhooks/whatsapp/{id}`. */
export const OUR_CALLBACK = 'ours';

export interface NumbersTable {
  id: string;
  phone_number_id: string;
  inbox_id: Identity;
  account_id: string;
  waba_id: string;
  external_id: string | null;
  metadata: Json<Record<string, unknown>>;
  mode: Generated<'standard' | 'coexistence'>;
  coexistence_expected: Generated<boolean>;
  signed_up_at: NullableInstant;
  desired: Generated<'live' | 'released'>;
  release: NullableJson<{ deregister: boolean; unsubscribe: boolean; actor: string; at: number }>;
  paused: NullableJson<{ actor: string; at: number }>;
  pin_policy: Generated<'replace' | 'ask'>;
  reregister_policy: Generated<'ask' | 'auto'>;
  data_localization_region: string | null;
  /** A URL, {@link OUR_CALLBACK}, or null for the app-level callback. */
  wanted_callback: string | null;
  encrypted_verify_token: string;
  verification: NullableJson<{ method: 'SMS' | 'VOICE'; language: string }>;
  stage: Stage;
  stage_since: Instant;
  reason: ReasonCode;
  reason_since: Instant;
  waiting_on: WaitingOn;
  explanation: Json<Explanation>;
  conditions: Json<Condition[]>;
  memory: Json<Memory>;
  /** The last node that could be read. */
  node: NullableJson<PhoneNode>;
  node_read_at: NullableInstant;
  /** Why the latest read failed; null when it did not. */
  node_error: NullableJson<{ at: number; message: string }>;
  next_check_at: Instant;
  run_id: string | null;
  run_started_at: NullableInstant;
  turn_no: Generated<number>;
  live_at: NullableInstant;
  released_at: NullableInstant;
  /** When a webhook about it last came, to the minute. */
  last_webhook_at: NullableInstant;
  /** For when a webhook last asked for a turn: further ones are coalesced. */
  webhook_wake_at: NullableInstant;
  created_at: Instant;
  updated_at: Instant;
}
export type NumberRow = Selectable<NumbersTable>;

export interface RegistrationAttemptsTable {
  id: Identity;
  phone_number_id: string;
  e164: string | null;
  number_id: string | null;
  kind: 'register' | 'deregister';
  purpose: RegisterPurpose | null;
  actor: string | null;
  started_at: Instant;
  finished_at: NullableInstant;
  outcome: Generated<'unknown' | 'accepted' | 'refused'>;
  refusal: NullableJson<Refusal>;
  /** The whole answer of an accepted attempt. */
  body: NullableJson<unknown>;
  spent_by: string | null;
}

export type IntentKind =
  | 'retry'
  | 'send_code'
  | 'submit_code'
  | 'set_pin'
  | 'replace_pin'
  | 'replace_token'
  | 'change_settings'
  | 'rename'
  | 'repair_webhooks'
  | 'check'
  | 'pause'
  | 'resume'
  | 'release';

/** What became of an intent: Meta's words where Meta refused, ours where we did. */
export interface IntentResult {
  /** A problem code of api.md, or a reason code; null when it simply worked. */
  readonly code: string | null;
  readonly message: string;
  readonly refusal?: Refusal;
}

export interface IntentsTable {
  id: string;
  number_id: string;
  kind: IntentKind;
  /** What is no secret. */
  payload: Json<Record<string, unknown>>;
  /** Codes and PINs. */
  encrypted_payload: string | null;
  actor: string;
  request_id: string | null;
  created_at: Instant;
  state: Generated<'pending' | 'done' | 'refused' | 'void' | 'unknown'>;
  result: NullableJson<IntentResult>;
  finished_at: NullableInstant;
}
export type IntentRow = Selectable<IntentsTable>;

export interface HealthSnapshotsTable {
  id: Identity;
  number_id: string;
  taken_at: Instant;
  fields: Json<PhoneNode>;
}

export interface TimelineTable {
  id: Identity;
  number_id: string;
  at: Instant;
  kind: string;
  sentence: string;
  facts: Json<Record<string, unknown>>;
  actor: string | null;
  request_id: string | null;
  source_key: string | null;
}

export interface WakeupsTable {
  phone_number_id: string;
  version: ColumnType<string, string | undefined, string>;
  not_before: Instant;
  reason: string;
}

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

export interface IdempotencyKeysTable {
  account_id: string;
  route: string;
  key: string;
  body_hmac: string;
  state: 'running' | 'finished';
  status: number | null;
  response: NullableJson<unknown>;
  headers: NullableJson<Record<string, string>>;
  created_at: Instant;
  expires_at: Instant;
}

export interface AuditLogTable {
  id: Identity;
  account_id: string | null;
  at: Instant;
  key_id: string | null;
  actor: string;
  action: string;
  subject: string;
  request_id: string | null;
  details: Json<Record<string, unknown>>;
}

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

/** Computed by Postgres from the raw value. */
type FromRaw<T> = ColumnType<T | null, never, never>;

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
}

/** Every table, as Kysely knows it; meanings: design/architecture.md §5. */
export interface Tables {
  accounts: AccountsTable;
  api_keys: ApiKeysTable;
  tokens: TokensTable;
  wabas: WabasTable;
  phone_numbers_seen: PhoneNumbersSeenTable;
  numbers: NumbersTable;
  registration_attempts: RegistrationAttemptsTable;
  intents: IntentsTable;
  health_snapshots: HealthSnapshotsTable;
  timeline: TimelineTable;
  wakeups: WakeupsTable;
  events: EventsTable;
  idempotency_keys: IdempotencyKeysTable;
  audit_log: AuditLogTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_replays: WebhookReplaysTable;
  message_statuses: MessageStatusesTable;
  inbound_messages: InboundMessagesTable;
  account_events: AccountEventsTable;
}
