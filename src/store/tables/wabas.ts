import type { PhoneNumberNode } from '../../graph/schemas.js';
import type {
  AppWebhooks,
  Subscription,
  TokenFacts,
  WabaFacts,
} from '../../onboarding/observation.js';
import type { Instant, NullableInstant, NullableJson } from './columns.js';

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
  /** How the last synchronization of templates with this account's token went. */
  templates_attempted_at: NullableInstant;
  templates_synced_at: NullableInstant;
  templates_error: string | null;
  created_at: Instant;
}
