import type { Refusal } from './observation.js';
import type { ReasonCode } from './reasons.js';

/** How the tries of one repeated write went, for its backoff. */
export interface WriteMemory {
  /** Refusals or unknown outcomes since the last success. */
  readonly failures: number;
  readonly lastAt: number;
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  readonly refusal: Refusal | null;
  /** Instants of accepted writes in the last 24 h: more than three mean that someone undoes ours. */
  readonly accepted: readonly number[];
}

/** What is known of ownership codes asked for through us. Instants in ms. */
export interface CodeMemory {
  readonly requestedAt: number;
  /** How the last one was sent. */
  readonly method: 'SMS' | 'VOICE';
  /** When Meta last accepted to send one; null when it never did. */
  readonly sentAt: number | null;
  /** Meta sends no further code before this. */
  readonly cooldownUntil: number | null;
  /** Refusals in a row, for the cool-down ladder. */
  readonly refusals: number;
  readonly refusal: Refusal | null;
  /** Meta refused to send a code because the number is verified already, while registering asked for one. */
  readonly alreadyVerifiedAt: number | null;
  /** When Meta last accepted a code that was handed in through us. */
  readonly verifiedAt: number | null;
  /** Wrong codes in a row since the last code was sent. */
  readonly wrongTries: number;
}

/** How one thing of a release ended: `lost` when nothing but lost answers came. */
export type ReleaseResult = 'done' | 'refused' | 'lost';

/** What set a turn off; who, where a person or program asked. */
export interface Cause {
  readonly kind: 'meta_webhook' | 'timer' | 'api' | 'operator';
  readonly actor: string | null;
  readonly requestId: string | null;
}

/** A webhook setting that was found undone. */
export interface WebhookFault {
  readonly what: 'subscription_gone' | 'callback_gone' | 'callback_changed' | 'messages_field_off';
  /** Where messages went instead; null = nowhere, or it is not known. */
  readonly effective: string | null;
}

/** A decision of Meta's about a display name. */
export interface NameDecision {
  readonly name: string | null;
  readonly decision: string;
  readonly reason: string | null;
}

/** What was told on as an event already, so that it is told once. Instants in ms. */
export interface Told {
  /** Since when the number was seen unregistered. */
  readonly deregistered?: number;
  readonly names?: readonly NameDecision[];
  /** The deadline whose coming was told. */
  readonly deadline?: number;
  readonly coexistence?: string;
}

/** The end of a release, step by step; absent = not done yet. */
export interface ReleaseMemory {
  readonly clearOverride?: ReleaseResult;
  readonly deregister?: ReleaseResult;
  readonly unsubscribe?: ReleaseResult;
  /** Answers lost in the step that is under way, and when the last one was. */
  readonly lost?: { readonly step: ReleaseStep; readonly times: number; readonly at: number };
}

export type ReleaseStep = 'clearOverride' | 'deregister' | 'unsubscribe';

/**
 * The little that survives a turn beside the ledger. Turns write the first group, each step activity writes its own key of the second, so
 * that no writer overwrites another's.
 */
export interface Memory {
  // --- by turns
  readonly unreadable?: { readonly since: number; readonly times: number };
  readonly notVisible?: { readonly since: number };
  /** The last time the node showed the number as registered (CLOUD_API or CONNECTED). */
  readonly registeredSeenAt?: number;
  /** First read that showed it unregistered after that. */
  readonly lost?: { readonly since: number };
  /** The name's standing and when it last changed: a decision spends refusals about the name. */
  readonly name?: { readonly status: string; readonly changedAt: number };
  /** The token's scopes and when they last changed: a grant spends refusals for want of permission. */
  readonly scopes?: { readonly list: string; readonly changedAt: number };
  /** When the approval of a rename was first seen. */
  readonly renameApprovedAt?: number;
  readonly codeVerifiedAt?: number;
  readonly leavingLive?: { readonly since: number };
  /** The last reason that was not `in_progress`, and since when it has held. */
  readonly settled?: { readonly reason: ReasonCode; readonly since: number };
  readonly tokenReplacedAt?: number;
  /** When a webhook last said that something changed: reads may show it some seconds later only. */
  readonly hintedAt?: number;
  readonly securityEventAt?: number;
  readonly withdrawnAt?: number;
  /** Why Meta last declined a display name, in Meta's code, and which name that was. */
  readonly nameRejection?: { readonly reason: string; readonly at: number; readonly name?: string };
  /** In whose name the steps go on that follow a turn. */
  readonly cause?: Cause;
  /** Webhook settings that had worked and were found undone; forgotten once they work again. */
  readonly webhooksBroken?: { readonly since: number; readonly found: readonly WebhookFault[] };
  readonly told?: Told;
  /** Why our access or the Business app's connection ended, in Meta's words. */
  readonly disconnection?: { readonly cause: string; readonly at: number };
  /** A send was refused as unregistered although the node shows the number as connected. */
  readonly senderRejectedAt?: number;

  // --- by steps
  readonly subscribe?: WriteMemory;
  /** `callbackUrl`: what it set. */
  readonly override?: WriteMemory & { readonly callbackUrl?: string };
  readonly code?: CodeMemory;
  readonly pinReplace?: WriteMemory;
  readonly rename?: WriteMemory;
  readonly release?: ReleaseMemory;
}
