import type { ActionId, ReasonCode, WaitingOn } from './reasons.js';
import type { Stage } from './stage.js';

/** A button: what it does, where, and whether it may be pressed. */
export interface NextAction {
  readonly id: ActionId;
  readonly label: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly href: string;
  readonly allowed: boolean;
  readonly why_not: string | null;
  /** What pressing it uses up: "1 of 7 attempts left"; null = nothing. */
  readonly spends: string | null;
}

/** Why the number is where it is, whose move it is, and when we look again: API, console, events and Temporal Web show this. Instants ISO 8601 UTC. */
export interface Explanation {
  readonly stage: Stage;
  readonly stage_since: string;
  readonly reason: ReasonCode;
  readonly reason_since: string;
  readonly waiting_on: WaitingOn;
  readonly until: string | null;
  readonly explanation: string;
  readonly action: string;
  readonly next_actions: readonly NextAction[];
  /** Never null before `closed`. */
  readonly next_check_at: string | null;
  readonly deadline_at: string | null;
  readonly woken_by: string;
  /** Raw Meta values, and when they were read. */
  readonly evidence: Readonly<Record<string, string | boolean | null>>;
  readonly registration: RegistrationSummary;
}

/** Attempts in the rolling 72 h, and how the last one went. */
export interface RegistrationSummary {
  readonly used: number;
  readonly automatic_limit: number;
  readonly limit: number;
  readonly next_slot_at: string | null;
  readonly blocked_until: string | null;
  readonly last_attempt: {
    readonly at: string;
    readonly outcome: 'unknown' | 'accepted' | 'refused';
    readonly code: number | null;
    readonly subcode: number | null;
    readonly title: string | null;
    readonly message: string | null;
    readonly fbtrace_id: string | null;
    /** Not shown, but what the diagnosis is told by; explanations of before lack both. */
    readonly details?: string | null;
    /** The wait Meta stated, ms. */
    readonly retry_after_ms?: number | null;
  } | null;
}
