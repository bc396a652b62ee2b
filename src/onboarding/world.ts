import type { Ledger } from './ledger.js';
import type { Memory } from './memory.js';
import type { Observation } from './observation.js';
import type { ReasonCode } from './reasons.js';
import type { Restriction } from './restrictions.js';
import type { Traffic } from './silence.js';
import type { Stage } from './stage.js';

/** What a person or program wants and has not had yet. Secrets stay in the row; only its kind is decided upon. */
export type PendingIntent =
  | {
      readonly id: string;
      readonly kind: 'retry';
      readonly createdAt: number;
      readonly actor: string;
      /** The newest attempt as the person saw it; the consent is void once a newer one exists. */
      readonly lastAttemptId: string | null;
    }
  | {
      readonly id: string;
      readonly kind: 'send_code';
      readonly createdAt: number;
      readonly method: 'SMS' | 'VOICE';
      readonly language: string;
    }
  | {
      readonly id: string;
      readonly kind: 'submit_code' | 'replace_pin' | 'rename' | 'repair_webhooks' | 'check';
      readonly createdAt: number;
    };

/** The number as its owner wants it, and where it stood before this turn. */
export interface NumberFacts {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly mode: 'standard' | 'coexistence';
  readonly desired: 'live' | 'released';
  readonly release: {
    readonly deregister: boolean;
    readonly unsubscribe: boolean;
    readonly actor: string;
    readonly at: number;
  } | null;
  readonly paused: { readonly actor: string; readonly at: number } | null;
  readonly pinPolicy: 'replace' | 'ask';
  readonly reregisterPolicy: 'ask' | 'auto';
  /** The phone-level override wanted; null = none, the app-level callback serves. */
  readonly wantedCallback: string | null;
  /** Where the app-level callback would have to point to reach us. */
  readonly ourAppCallback: string;
  /** A code is requested by itself when the number needs one. */
  readonly verification: { readonly method: 'SMS' | 'VOICE'; readonly language: string } | null;
  /** When embedded signup was finished; Meta wants the registration within 14 days of it. */
  readonly signedUpAt: number | null;
  readonly coexistenceExpected: boolean;
  readonly createdAt: number;
  readonly liveAt: number | null;
  readonly stage: Stage;
  readonly stageSince: number;
  readonly reason: ReasonCode;
  readonly reasonSince: number;
  /** True where another number of any account is still live on the WABA, so that it must stay subscribed. */
  readonly wabaStillNeeded: boolean;
  readonly traffic: Traffic;
  /** What Meta last said that it does not allow the WABA, for how long. */
  readonly restrictions: readonly Restriction[];
}

/** Everything `decide` knows. Instants in ms since the epoch, from the workflow's clock. */
export interface World {
  readonly at: number;
  /** Multiplies our own delays, never Meta's limits (architecture §7, `POLL_PACE`). */
  readonly pace: number;
  readonly ourAppId: string | null;
  readonly number: NumberFacts;
  readonly observation: Observation;
  readonly ledger: Ledger;
  readonly memory: Memory;
  readonly intents: readonly PendingIntent[];
}
