/**
 * The closed set of what a refusal can mean to onboarding. `classify.ts` maps every failure into it; rules test these and never codes.
 * Codes and texts: facts/meta.md §3.1, §3.2 and §2.3.
 */
export type FailureClass =
  // reading and permissions
  | 'token' // 0, 102, 104, 190
  | 'permission' // 3, 10, 200–299, 131005
  | 'not_visible' // 100/33, 33, 803
  | 'terms_not_accepted' // 200 "You must accept the … terms"
  | 'throttled' // 4, 17, 32, 341, 613, 80007, 80008, 80012
  | 'unknown_field' // 100 "Tried accessing nonexisting field"
  // transient
  | 'transient' // 1, 2, 131000, 131016, 133004, is_transient, any 5xx with an envelope we do not know
  | 'maintenance' // 2494100, 131057
  // registration
  | 'pin_mismatch' // 133005
  | 'pin_invalid' // 100/2388092, "weak PIN"
  | 'pin_guess_lock' // 133008
  | 'pin_guess_fast' // 133009
  | 'verification_needed' // 133006
  | 'ownership_unconfirmed' // 2388001, ownership text
  | 'name_not_ready' // 2388001, display name text
  | 'number_in_use' // 2388001, existing account text
  | 'two_step_on' // 2388001, two-step text
  | 'certificate_unknown' // 2388001, any other text
  | 'migration_blocked' // 2388103
  | 'migration_transient' // 2388103 "error migrating"
  | 'account_locked' // 131031, 368
  | 'deletion_settling' // 133015
  | 'attempts_locked' // 133016
  | 'incomplete_deregistration' // 133000
  | 'not_registered' // 133010, 131045
  | 'already_deregistered' // 100/2207051
  | 'coexistence' // "not available for API solution for SMB businesses", "registration not available for SMB accounts"
  // codes
  | 'code_not_sendable' // 136024 (cool-down, or already verified), 100/2388004, 100/2388091
  | 'code_wrong' // 136025, 100/2388093
  | 'code_expired'
  // webhooks
  | 'callback_unverified' // 2200, override verification failed
  | 'not_subscribed_before_override' // "(#100) Before override …"
  // rest
  | 'invalid_request' // other 100, 131008, 131009
  | 'unknown'; // an unknown 4xx: a person must look; kept raw

/** What a refusal means and what Meta advises. */
export interface Classification {
  readonly class: FailureClass;
  /** now: may be tried again shortly; after: not before `retryAfterMs` (or our default); person: not by itself. */
  readonly retry: 'now' | 'after' | 'person';
  /** The wait Meta stated, ms; null when it stated none. */
  readonly retryAfterMs: number | null;
}
