/** The headings of design/reasons.md; stage.ts says which position each stands for. */
export type Heading =
  | 'reading'
  | 'code_verified'
  | 'name_accepted'
  | 'registered'
  | 'connected'
  | 'webhooks_effective'
  | 'can_send_or_receive'
  | 'other';

/** Whose move it is. */
export type WaitingOn = 'operator' | 'customer' | 'meta' | 'time' | 'us' | 'none';

/** What a person can do; the console's buttons and `next_actions` of the API. */
export type ActionId =
  | 'send_code'
  | 'enter_code'
  | 'enter_pin'
  | 'replace_pin'
  | 'replace_token'
  | 'retry'
  | 'check'
  | 'repair_webhooks'
  | 'rename'
  | 'resume'
  | 'add_again'
  | 'open_meta'
  | 'support_bundle';

/** One row of the table behind every sentence that a person reads; sentences: reason-strings.ts. */
export interface Reason {
  readonly heading: Heading;
  readonly waitingOn: WaitingOn;
  /** Retry (consent to one registration attempt) is offered. */
  readonly retry: boolean;
  /** Most useful first, so `retry` where the best next action names it; else it is added behind `check`, where both apply. */
  readonly actions: readonly ActionId[];
}

const reason = (
  heading: Heading,
  waitingOn: WaitingOn,
  retry: 'retry' | '–',
  ...actions: ActionId[]
): Reason => ({ heading, waitingOn, retry: retry === 'retry', actions });

/** Every reason there is. Design: reasons.md. */
export const reasons = {
  token_invalid: reason('reading', 'operator', '–', 'replace_token'),
  token_of_other_app: reason('reading', 'operator', '–', 'replace_token'),
  permission_missing: reason('reading', 'operator', '–', 'check', 'replace_token', 'open_meta'),
  number_not_visible: reason('reading', 'operator', '–', 'check', 'replace_token', 'open_meta'),
  read_refused_unknown: reason('reading', 'operator', '–', 'support_bundle'),
  meta_unreachable: reason('reading', 'meta', '–'),
  throttled: reason('reading', 'time', '–'),

  code_not_sent: reason('code_verified', 'operator', '–', 'send_code', 'enter_code'),
  code_needed: reason('code_verified', 'customer', '–', 'enter_code', 'send_code'),
  code_cooldown: reason('code_verified', 'time', '–', 'enter_code'),
  reverification_needed: reason('code_verified', 'customer', '–', 'send_code', 'enter_code'),
  verification_inconsistent: reason(
    'code_verified',
    'operator',
    'retry',
    'retry',
    'send_code',
    'enter_code',
    'support_bundle',
  ),

  name_pending_review: reason('name_accepted', 'meta', 'retry'),
  name_declined: reason('name_accepted', 'customer', 'retry', 'rename', 'open_meta'),
  name_missing: reason('name_accepted', 'customer', 'retry', 'rename', 'open_meta'),

  in_progress: reason('registered', 'us', '–'),
  confirming: reason('registered', 'us', '–'),
  attempt_spaced: reason('registered', 'time', 'retry'),
  accepted_not_applied: reason('registered', 'operator', 'retry', 'support_bundle'),
  pin_needed: reason('registered', 'operator', '–', 'enter_pin', 'replace_pin'),
  pin_guess_lock: reason('registered', 'time', '–', 'enter_pin'),
  attempts_exhausted: reason('registered', 'time', 'retry'),
  register_locked: reason('registered', 'time', '–'),
  deletion_settling: reason('registered', 'time', '–'),
  number_in_use: reason('registered', 'customer', 'retry', 'retry', 'open_meta'),
  two_step_on: reason(
    'registered',
    'customer',
    'retry',
    'retry',
    'open_meta',
    'enter_pin',
    'replace_pin',
  ),
  migration_blocked: reason('registered', 'operator', 'retry', 'retry', 'open_meta'),
  terms_not_accepted: reason('registered', 'customer', 'retry', 'retry', 'open_meta'),
  account_locked: reason('registered', 'customer', 'retry', 'open_meta', 'enter_pin'),
  signup_expired: reason('registered', 'customer', '–'),
  coexistence_unfinished: reason('registered', 'customer', '–'),
  coexistence_disconnected: reason('registered', 'customer', '–'),
  deregistered_elsewhere: reason('registered', 'operator', 'retry', 'retry'),
  refused_unknown: reason('registered', 'operator', 'retry', 'retry', 'support_bundle'),

  activation_pending: reason('connected', 'meta', '–'),
  activation_overdue: reason('connected', 'operator', 'retry', 'support_bundle'),
  number_disconnected: reason('connected', 'operator', 'retry', 'retry', 'support_bundle'),
  access_withdrawn: reason('connected', 'customer', '–', 'open_meta'),
  number_banned: reason('connected', 'customer', '–', 'open_meta'),
  sender_rejected: reason('connected', 'operator', 'retry', 'retry', 'support_bundle'),

  subscribe_refused: reason('webhooks_effective', 'operator', '–', 'repair_webhooks'),
  subscription_contested: reason('webhooks_effective', 'operator', '–', 'repair_webhooks'),
  callback_unreachable: reason('webhooks_effective', 'operator', '–', 'repair_webhooks'),
  messages_field_off: reason('webhooks_effective', 'operator', '–', 'check', 'open_meta'),

  payment_missing: reason('can_send_or_receive', 'customer', '–', 'open_meta'),
  approved_name_required: reason('can_send_or_receive', 'customer', '–', 'rename', 'open_meta'),
  restricted: reason('can_send_or_receive', 'time', '–', 'open_meta'),
  silent: reason('can_send_or_receive', 'operator', '–', 'check'),
  rename_waiting: reason('can_send_or_receive', 'time', 'retry'),
  rename_lapsed: reason('can_send_or_receive', 'operator', '–', 'rename'),

  live: reason('other', 'none', '–'),
  coexistence_live: reason('other', 'none', '–'),
  paused: reason('other', 'operator', '–', 'resume'),
  unrecognised_state: reason('other', 'meta', '–', 'support_bundle'),
  number_gone: reason('other', 'none', '–', 'add_again'),
  released: reason('other', 'none', '–', 'add_again'),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

export const REASON_CODES = Object.keys(reasons) as readonly ReasonCode[];
