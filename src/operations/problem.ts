import type { Explanation } from '../onboarding/explanation.js';
import type { Refusal } from '../onboarding/observation.js';

/** Every way in which we say no. Closed; statuses and pages: api/problem-catalogue.ts. Design: api.md, "Errors". */
export const PROBLEM_CODES = [
  'malformed_json',
  'unauthenticated',
  'key_expired',
  'insufficient_scope',
  'not_found',
  'number_taken',
  'number_exists',
  'number_releasing',
  'number_not_live',
  'account_restricted',
  'token_invalid',
  'retry_not_allowed',
  'send_again_not_allowed',
  'confirmation_required',
  'code_cooldown',
  'already_verified',
  'not_awaiting_code',
  'request_expired',
  'rename_in_progress',
  'coexistence_protected',
  'account_closing',
  'app_data_sync_unavailable',
  'too_many_endpoints',
  'idempotency_in_progress',
  'body_too_large',
  'unsupported_media_type',
  'invalid_request',
  'code_wrong',
  'code_expired',
  'recipient_invalid',
  'parameters_mismatch',
  'template_unusable',
  'outside_service_window',
  'send_refused',
  'url_not_allowed',
  'signup_code_unusable',
  'signup_reply_lost',
  'signup_not_granted',
  'signup_ambiguous',
  'signup_number_missing',
  'idempotency_key_reused',
  'too_many_requests',
  'too_many_code_tries',
  'internal_error',
  'signup_incomplete',
  'unavailable',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What is wrong with one field of the body (`pointer`, RFC 6901) or one parameter of the URL or header (`parameter`). */
export interface FieldError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

/** What a problem says beside its code and sentence. */
export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** Meta's own words, where Meta refused. */
  readonly refusal?:
    Pick<Refusal, 'code' | 'subcode' | 'title' | 'message' | 'details' | 'fbtraceId'> | undefined;
  /** Why the number is where it is, for problems about a number. */
  readonly onboarding?: Explanation;
  readonly retryAfterMs?: number | undefined;
  /** Further members of the answer, e.g. `attempts_left`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A request that cannot be served, in words for its sender. Thrown by operations, told by api, ui and cli. */
export class Problem extends Error {
  override readonly name = 'Problem';

  readonly code: ProblemCode;
  /** A whole sentence; never holds a secret. */
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause });
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }
}

/** Is this one of our problem codes? */
export const isProblemCode = (code: string | null): code is ProblemCode =>
  (PROBLEM_CODES as readonly (string | null)[]).includes(code);
