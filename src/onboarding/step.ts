import type { Cadence } from './schedule.js';

/** Why an attempt is made; kept in the ledger. */
export type RegisterPurpose =
  'first' | 'probe' | 'retry' | 'rename' | 'sender_rejected' | 'consent';

/** How a run may end. `parked` ends the run but not the story: any wake starts it again. */
export type Ending = 'live' | 'released' | 'gone' | 'parked';

/** What to do next; each kind but `wait` and `end` is one activity with one remote write. */
export type Step =
  | { readonly kind: 'subscribe' }
  | { readonly kind: 'setOverride' }
  | {
      readonly kind: 'requestCode';
      readonly intentId: string | null;
      readonly method: 'SMS' | 'VOICE';
      readonly language: string;
    }
  | { readonly kind: 'verifyCode'; readonly intentId: string }
  | { readonly kind: 'setDisplayName'; readonly intentId: string }
  | { readonly kind: 'replacePin'; readonly intentId: string | null }
  | {
      readonly kind: 'register';
      readonly purpose: RegisterPurpose;
      readonly consentId: string | null;
      /** Register attempts the decision saw in the ledger; a different number inside the lock refuses the attempt. */
      readonly expectedAttempts: number;
    }
  | { readonly kind: 'deregister'; readonly expectedAttempts: number }
  | { readonly kind: 'clearOverride' }
  | { readonly kind: 'unsubscribe' }
  | { readonly kind: 'wait'; readonly cadence: Cadence; readonly until: number | null }
  | {
      readonly kind: 'end';
      readonly ending: Exclude<Ending, 'parked'>;
      /** A known instant at which something about it ends. */
      readonly until?: number | null;
    };

/** The kinds that call Meta. */
export type RemoteStep = Exclude<Step, { kind: 'wait' } | { kind: 'end' }>;

/** The known instant that a step does not pass, ms; null when there is none. */
export const untilOf = (step: Step): number | null =>
  step.kind === 'wait' || step.kind === 'end' ? (step.until ?? null) : null;
