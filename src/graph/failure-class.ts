/**
 * The closed set of what a refusal can mean to onboarding. `classify.ts` maps every failure into it; rules test these and never codes.
 * Which codes and texts are which: `errors.ts`.
 */
export type FailureClass =
  // reading and permissions
  | 'token'
  | 'permission'
  | 'not_visible'
  | 'terms_not_accepted'
  | 'throttled'
  | 'unknown_field'
  // passing
  | 'transient' // also Meta's is_transient, and any 5xx with an envelope we do not know
  | 'maintenance'
  // registration
  | 'pin_mismatch'
  | 'pin_invalid'
  | 'pin_guess_lock'
  | 'pin_guess_fast'
  | 'verification_needed'
  | 'ownership_unconfirmed'
  | 'name_not_ready'
  | 'number_in_use'
  | 'two_step_on'
  | 'certificate_unknown'
  | 'migration_blocked'
  | 'migration_transient'
  | 'account_locked'
  | 'deletion_settling'
  | 'attempts_locked'
  | 'incomplete_deregistration'
  | 'not_registered'
  | 'already_deregistered'
  | 'coexistence' // whatever the code: the number is shared with the app
  // codes
  | 'code_not_sendable' // a cool-down, or the number is verified already
  | 'code_wrong'
  | 'code_expired'
  // webhooks
  | 'callback_unverified'
  | 'not_subscribed_before_override'
  // rest
  | 'invalid_request'
  | 'unknown'; // an unknown 4xx: a person must look; kept raw

/** What a refusal means and what Meta advises. */
export interface Classification {
  readonly class: FailureClass;
  /** now: may be tried again shortly; after: not before `retryAfterMs` (or our default); person: not by itself. */
  readonly retry: 'now' | 'after' | 'person';
  /** The wait Meta stated, ms; null when it stated none. */
  readonly retryAfterMs: number | null;
}
