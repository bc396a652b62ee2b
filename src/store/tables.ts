import type {
  AccountsTable,
  ApiKeysTable,
  IdempotencyKeysTable,
  AuditLogTable,
} from './tables/platform.js';
import type { TokensTable, WabaReadsTable, WabasTable } from './tables/wabas.js';
import type {
  PhoneNumbersSeenTable,
  NumbersTable,
  RegistrationAttemptsTable,
  IntentsTable,
  HealthSnapshotsTable,
  TimelineTable,
  WakeupsTable,
} from './tables/numbers.js';
import type {
  EventsTable,
  EventSequencesTable,
  EventEndpointsTable,
  EventAttemptsTable,
} from './tables/events.js';
import type { EmbeddedSignupsTable } from './tables/embedded-signups.js';
import type {
  WebhookDeliveriesTable,
  WebhookReplaysTable,
  WebhookSubjectsTable,
  AccountEventsTable,
} from './tables/webhooks.js';
import type {
  TemplatesTable,
  TemplateBindingsTable,
  TemplateSyncsTable,
} from './tables/templates.js';
import type {
  MessageStatusesTable,
  InboundMessagesTable,
  MessagesTable,
} from './tables/messages.js';
import type { PacersTable } from './tables/pacers.js';

export * from './tables/platform.js';
export * from './tables/wabas.js';
export * from './tables/numbers.js';
export * from './tables/webhooks.js';
export * from './tables/messages.js';
export * from './tables/embedded-signups.js';
export * from './tables/events.js';
export * from './tables/templates.js';

/** Every table, as Kysely knows it; meanings: design/architecture.md §5. */
export interface Tables {
  accounts: AccountsTable;
  api_keys: ApiKeysTable;
  tokens: TokensTable;
  wabas: WabasTable;
  waba_reads: WabaReadsTable;
  phone_numbers_seen: PhoneNumbersSeenTable;
  numbers: NumbersTable;
  registration_attempts: RegistrationAttemptsTable;
  intents: IntentsTable;
  health_snapshots: HealthSnapshotsTable;
  timeline: TimelineTable;
  wakeups: WakeupsTable;
  events: EventsTable;
  event_sequences: EventSequencesTable;
  event_endpoints: EventEndpointsTable;
  event_attempts: EventAttemptsTable;
  idempotency_keys: IdempotencyKeysTable;
  audit_log: AuditLogTable;
  embedded_signups: EmbeddedSignupsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_subjects: WebhookSubjectsTable;
  webhook_replays: WebhookReplaysTable;
  messages: MessagesTable;
  message_statuses: MessageStatusesTable;
  pacers: PacersTable;
  inbound_messages: InboundMessagesTable;
  account_events: AccountEventsTable;
  templates: TemplatesTable;
  template_bindings: TemplateBindingsTable;
  template_syncs: TemplateSyncsTable;
}
