import { findErrorRow } from './errors.js';
import type { Classification, FailureClass } from './failure-class.js';
import type { GraphError } from './outcome.js';
import { statedWaitMs } from './waiting-time.js';

/** Whether the same call, by itself, may succeed. Everything that needs another call or another person first is `person`. */
const RETRY: Record<FailureClass, Classification['retry']> = {
  token: 'person',
  permission: 'person',
  not_visible: 'person',
  terms_not_accepted: 'person',
  throttled: 'after',
  unknown_field: 'now',
  transient: 'now',
  maintenance: 'after',
  pin_mismatch: 'person',
  pin_invalid: 'person',
  pin_guess_lock: 'after',
  pin_guess_fast: 'after',
  verification_needed: 'person',
  ownership_unconfirmed: 'person',
  name_not_ready: 'after',
  number_in_use: 'after',
  two_step_on: 'person',
  certificate_unknown: 'person',
  migration_blocked: 'person',
  migration_transient: 'after',
  account_locked: 'person',
  deletion_settling: 'after',
  attempts_locked: 'after',
  incomplete_deregistration: 'person',
  not_registered: 'person',
  already_deregistered: 'person',
  coexistence: 'person',
  code_not_sendable: 'after',
  code_wrong: 'person',
  code_expired: 'person',
  callback_unverified: 'after',
  not_subscribed_before_override: 'after',
  invalid_request: 'person',
  unknown: 'person',
};

/**
 * Says what a refusal means, by code and subcode, and by Meta's English text where those are not enough. The HTTP status counts only
 * for codes that the catalogue does not know: Meta answers nearly everything with 400. Source: facts/meta.md §0.5, §3.4.
 */
export function classify(error: GraphError): Classification {
  const failureClass = classOf(error);
  return {
    class: failureClass,
    retry: RETRY[failureClass],
    retryAfterMs: error.retryAfterMs ?? statedWaitMs(waitTexts(error)),
  };
}

function classOf(error: GraphError): FailureClass {
  const texts = [error.title, error.userMessage, error.details, error.message];
  // Whatever the code: a number shared with the app must never be registered or deregistered.
  if (texts.some((text) => /SMB (businesses|accounts)/i.test(text ?? ''))) return 'coexistence';

  const row = findErrorRow({ code: error.code, subcode: error.subcode, texts });
  const known = row?.failureClass;
  // The bare 100 says so little that Meta's own word for "passing" counts more.
  const vague = known === undefined || known === 'invalid_request';
  if (vague && error.isTransient) return 'transient';
  if (known) return known;
  return row === undefined && error.httpStatus >= 500 ? 'transient' : 'unknown';
}

function waitTexts(error: GraphError): readonly (string | null)[] {
  return [error.details, error.userMessage, error.message];
}
