import type { FailureClass } from '../graph/failure-class.js';
import type { PhoneNode } from './normalise.js';

/** Meta's refusal as the core sees it: its class decides, its words are shown. */
export interface Refusal {
  readonly class: FailureClass;
  readonly code: number;
  readonly subcode: number | null;
  readonly title: string | null;
  readonly message: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
  /** The wait Meta stated, ms; null when it stated none. */
  readonly retryAfterMs: number | null;
}

/**
 * A three-valued read: what Meta said, that Meta refused to say, or that we could not ask.
 * `unreadable` never leads to a write and is never shown as a negative fact. Instants in ms since the epoch.
 */
export type Read<T> =
  | { readonly kind: 'known'; readonly value: T; readonly readAt: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly readAt: number }
  | {
      readonly kind: 'unreadable';
      readonly cause: 'timeout' | 'network' | 'server_error' | 'malformed';
      readonly readAt: number;
    };

/** Our app's subscription to the WhatsApp Business Account. Source: facts/meta.md §1.10. */
export interface Subscription {
  readonly subscribed: boolean;
  /** The WABA-level override of our app, if any. */
  readonly wabaOverride: string | null;
}

/** What the Meta app itself is subscribed to. Source: facts/meta.md §1.11. */
export interface AppWebhooks {
  readonly callbackUrl: string | null;
  readonly messagesField: boolean;
}

/** What the access token is worth, from `debug_token`. Source: facts/meta.md §1.12. */
export interface TokenFacts {
  readonly valid: boolean;
  readonly appId: string | null;
  readonly appName: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: number | null;
  /** When the access to data ends although the token lives on; null or absent = never. */
  readonly dataAccessExpiresAt?: number | null;
  /** The WABAs that `whatsapp_business_management` was granted for; null or absent where Meta does not say. */
  readonly wabaIds?: readonly string[] | null;
}

/** The WABA, as far as decisions need it. Source: facts/meta.md §1.13. */
export interface WabaFacts {
  readonly name: string | null;
  readonly portfolioId: string | null;
  /** Absent in what was stored before it was read. */
  readonly portfolioName?: string | null;
  readonly reviewStatus: string | null;
  /** `health_status` of the WABA entity; BLOCKED means restricted or unpaid. */
  readonly canSend: string | null;
  /** Ids of all numbers the WABA lists, null when the list was not read. */
  readonly listedNumbers: readonly string[] | null;
  /** As Meta writes it: `verified`, `not_verified`, … */
  readonly verificationStatus?: string | null;
  readonly ownershipType?: string | null;
  /** `primary_funding_id`: null where no payment method is set, or the token may not see it. */
  readonly fundingId?: string | null;
  /** `TIER_250` and so on, of the whole portfolio. */
  readonly messagingLimit?: string | null;
}

/** Everything a turn read from Meta; null = not asked this time and never known. */
export interface Observation {
  readonly node: Read<PhoneNode>;
  readonly subscription: Read<Subscription> | null;
  readonly appWebhooks: Read<AppWebhooks> | null;
  readonly token: Read<TokenFacts> | null;
  readonly waba: Read<WabaFacts> | null;
}
