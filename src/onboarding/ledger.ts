import type { Refusal } from './observation.js';
import type { RegisterPurpose } from './step.js';

/** One row of `registration_attempts`. `unknown` until its result is stored, for ever if the reply was lost. */
export interface Attempt {
  readonly id: string;
  readonly startedAt: number;
  readonly outcome: 'unknown' | 'accepted' | 'refused';
  readonly refusal: Refusal | null;
  readonly purpose: RegisterPurpose | null;
}

/** What the store knows of registering one phone number, whoever owned it. Attempts newest first. */
export interface Ledger {
  readonly registers: readonly Attempt[];
  readonly deregisters: readonly Attempt[];
  /** Meta refuses every attempt before this instant (133016); null when it does not. */
  readonly blockedUntil: number | null;
  readonly deregisterBlockedUntil: number | null;
  readonly pin: {
    readonly state: 'none' | 'stored' | 'proven';
    /** When the current PIN was stored, supplied or replaced at Meta. */
    readonly changedAt: number | null;
    /** A person gave it, so it is tried before it is replaced. */
    readonly supplied: boolean;
    /** A PIN was stored to replace this one, and Meta's answer is not known. */
    readonly isReplacementOpen: boolean;
  };
}
