import type { ColumnType, Generated, Selectable } from 'kysely';
import type { Condition } from '../../onboarding/conditions.js';
import type { Drift } from '../../onboarding/drift.js';
import type { Explanation } from '../../onboarding/explanation.js';
import type { Memory } from '../../onboarding/memory.js';
import type { PhoneNode } from '../../onboarding/normalise.js';
import type { Refusal } from '../../onboarding/observation.js';
import type { ReasonCode, WaitingOn } from '../../onboarding/reasons.js';
import type { Stage } from '../../onboarding/stage.js';
import type { RegisterPurpose } from '../../onboarding/step.js';
import type { Identity, Instant, Json, NullableInstant, NullableJson } from './columns.js';

/** `wanted_callback` of a number that uses `PUBLIC_URL/webhooks/whatsapp/{id}`. */
export const OUR_CALLBACK = 'ours';

/** What the WhatsApp Business app can hand over, once each. Source: facts/meta.md §1.16. */
export type AppData = 'contacts' | 'history';

/** By kind: when it was asked for; `unknown` as long as Meta's answer is not there. */
export type AppDataSync = Readonly<
  Partial<Record<AppData, { readonly at: number; readonly state: 'unknown' | 'requested' }>>
>;

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
  /** What was asked of the WhatsApp Business app, and what became of it; null: nothing. */
  app_data_sync: NullableJson<AppDataSync>;
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
  node_error: NullableJson<{ at: number; message: string; refusal?: Refusal }>;
  /** What the sweep found wrong with a live number. */
  drift: NullableJson<Drift>;
  /** How long nothing usually comes, as last measured. */
  usual_gap: NullableJson<{ ms: number | null; measured_at: number }>;
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
