import type { PhoneNumberNode } from '../../graph/schemas.js';
import type {
  AppWebhooks,
  Subscription,
  TokenFacts,
  WabaFacts,
} from '../../onboarding/observation.js';
import type { Generated } from 'kysely';
import type { ToldExpiry, TokenRefusal } from '../../onboarding/token-news.js';
import type { Instant, NullableInstant, NullableJson } from './columns.js';

export interface TokensTable {
  id: string;
  account_id: string;
  encrypted_token: string;
  /** Equal tokens have equal HMACs, so that WABAs can share one row. */
  equality_hmac: string;
  last4: string;
  facts: NullableJson<TokenFacts>;
  /** When Meta last said something about the token itself. */
  checked_at: NullableInstant;
  /** When Meta was last asked, whatever came of it. */
  attempted_at: NullableInstant;
  /** Why the last attempt told nothing; null when it told something. */
  check_error: string | null;
  /** When the token watch looks next; null: at once. */
  next_check_at: NullableInstant;
  /** Meta refuses the token: nothing is called with it by itself. Null: it works as far as we know. */
  refused: NullableJson<TokenRefusal>;
  /** How often it was refused since a look last found it well twice in a row. */
  refusals: Generated<number>;
  /** The rung of its expiry that was told last. */
  told_expiry: NullableJson<ToldExpiry>;
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
  /** The worst share of Meta's budgets at `usage_read_at`, percent; null: its headers said nothing. */
  usage_percent: number | null;
  usage_read_at: NullableInstant;
  /** When Meta said that it takes calls again, after it took none. */
  calls_resume_at: NullableInstant;
  /** The list read that numbers due about then share. */
  nodes: NullableJson<PhoneNumberNode[]>;
  nodes_read_at: NullableInstant;
  /** Null: none of its numbers is live. */
  next_sweep_at: NullableInstant;
  /** The last sweep that Meta answered. */
  swept_at: NullableInstant;
  sweep_attempted_at: NullableInstant;
  /** Why the last sweep failed, and how many did in a row; null when it did not. */
  sweep_error: NullableJson<{ failures: number; message: string }>;
  /** How the last synchronization of templates with this account's token went. */
  templates_attempted_at: NullableInstant;
  templates_synced_at: NullableInstant;
  templates_error: string | null;
  /** When the last read that Meta's events asked for was due. */
  webhook_read_at: NullableInstant;
  created_at: Instant;
}

/** A WABA that must be read because Meta told something about it; deleted only at the version that was started. */
export interface WabaReadsTable {
  account_id: string;
  waba_id: string;
  version: Generated<string>;
  not_before: Instant;
  reason: string;
}
