import type { SubscribedApp, TokenFacts, WabaNode } from '../../graph/schemas.js';
import type { Ledger } from '../ledger.js';
import type { PhoneNode } from '../normalise.js';
import type { AppWebhooks, Read } from '../observation.js';

/** What became of a call to the callback, made as Meta makes it. */
export type CallbackAnswer =
  | { readonly kind: 'verified' }
  /** It is there and gave no challenge back. */
  | { readonly kind: 'not_verified'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Nobody may make us call it. */
  | { readonly kind: 'not_allowed'; readonly detail: string }
  /** No callback of its own is wanted: the app's serves. */
  | { readonly kind: 'not_wanted' };

/** Everything that was read for a preflight, at one time. Nothing of it changes anything. */
export interface PreflightReadings {
  readonly token: Read<TokenFacts>;
  readonly waba: Read<WabaNode>;
  /** Ids of all numbers the WABA lists. */
  readonly listed: Read<readonly string[]>;
  readonly node: Read<PhoneNode>;
  readonly subscribedApps: Read<readonly SubscribedApp[]>;
  /** Null: no app is configured, so nobody could be asked. */
  readonly appWebhooks: Read<AppWebhooks> | null;
  readonly callback: CallbackAnswer;
}

/** What is wanted, and what we know without Meta. */
export interface PreflightFacts {
  readonly at: number;
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly ourAppId: string | null;
  /** The callback that is wanted; null where the app's own serves. */
  readonly callbackUrl: string | null;
  readonly isPinGiven: boolean;
  readonly pinPolicy: 'replace' | 'ask';
  /** Connected to another account here. */
  readonly isTaken: boolean;
  readonly ledger: Ledger;
}

/** What one check judges. */
export interface PreflightInput extends PreflightReadings {
  readonly facts: PreflightFacts;
}
