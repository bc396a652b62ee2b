import type { ActionId, ReasonCode } from './reasons.js';

/** The words of one reason; slots in braces are filled by explain.ts and never shown empty. */
export interface ReasonStrings {
  readonly sentence: string;
  /** The best next action. */
  readonly action: string;
}

const words = (sentence: string, action: string): ReasonStrings => ({ sentence, action });
const NOTHING = 'Nothing to do.';

/** English; another language is another table of the same keys. Design: reasons.md. */
export const reasonStrings: Record<ReasonCode, ReasonStrings> = {
  token_invalid: words(
    'Meta no longer accepts the access token ({cause}), so we can neither check nor change this number.',
    'Replace the token.',
  ),
  token_of_other_app: words(
    'The access token belongs to another Meta app ({app}), so webhooks and subscriptions would not be ours.',
    'Use a token made for app {our_app}.',
  ),
  permission_missing: words(
    'The token works but lacks the permission {scope}.',
    'Grant {scope}, then Check now.',
  ),
  number_not_visible: words(
    'This token cannot see number {id}: wrong id, removed, or never shared with us.',
    "Compare the ids; share the account with the token's user.",
  ),
  read_refused_unknown: words(
    'Meta refuses to show this number with an answer we do not know: {code} "{meta_message}".',
    'Export the support bundle.',
  ),
  meta_unreachable: words(
    'Meta has not answered since {since}; we change nothing until we can see the number.',
    NOTHING,
  ),
  throttled: words(
    'Meta paused our calls for this WhatsApp account because there were too many.',
    'Nothing to do; calls resume {until}.',
  ),
  code_not_sent: words(
    'Meta needs proof that the customer owns {number}, and no code has been sent.',
    'Send the code.',
  ),
  code_needed: words(
    'Meta sent a six-digit code to {number} by {method} {ago}.',
    'Enter the code.',
  ),
  code_cooldown: words(
    'Meta will not send another code yet; codes were requested or mistyped too often.',
    'Request a voice call after {until}.',
  ),
  reverification_needed: words(
    'Meta wants proof of ownership again before it registers {number}.',
    'Send a new code and enter it.',
  ),
  verification_inconsistent: words(
    'Meta says both that {number} is verified and that it must be verified again.',
    'Retry once, then export the support bundle.',
  ),
  name_pending_review: words(
    'Meta is reviewing the display name "{name}"; we register the number as soon as Meta allows it.',
    'Nothing to do; usually one to three working days.',
  ),
  name_declined: words(
    'Meta declined the display name "{name}": {rejection_reason}.',
    'Submit a different name.',
  ),
  name_missing: words(
    'Meta holds no valid display name for this number (status {name_status}).',
    'Submit a display name.',
  ),
  in_progress: words('We are {step} now.', 'Nothing to do; this takes seconds.'),
  confirming: words(
    'We sent the registration and are checking whether it took effect before trying anything else.',
    NOTHING,
  ),
  attempt_spaced: words(
    'Meta refused the last registration for a reason that passes ({meta_message}); we try again {until}.',
    NOTHING,
  ),
  accepted_not_applied: words(
    'Meta accepted the registration three times but does not show it.',
    'Export the support bundle for Meta.',
  ),
  pin_needed: words(
    'Two-step verification is on with a PIN we do not have.',
    'Enter the PIN, or choose Replace PIN.',
  ),
  pin_guess_lock: words(
    'Meta locked PIN entry after too many wrong or too quick tries.',
    'Find the right PIN; we continue {until}.',
  ),
  attempts_exhausted: words(
    "{used} of Meta's 10 registration attempts in 72 hours are used; the last two are kept for you.",
    'Fix the cause; next automatic attempt {next_slot_at}.',
  ),
  register_locked: words(
    'Meta blocked registration after too many attempts, perhaps from another system.',
    'Stop registering elsewhere; we continue {until}.',
  ),
  deletion_settling: words(
    'Meta is still removing this number from where it was before.',
    'Nothing to do; we try again {until}.',
  ),
  number_in_use: words(
    'The number still belongs to another WhatsApp account, in an app or at another provider.',
    'Disconnect it there, then Retry.',
  ),
  two_step_on: words(
    'The previous provider left two-step verification on, which stops the move.',
    'Turn it off in WhatsApp Manager, then Retry.',
  ),
  migration_blocked: words(
    'Meta refuses to move the number here: "{meta_message}".',
    "Resolve Meta's point, then Retry.",
  ),
  terms_not_accepted: words(
    "Meta's Cloud API terms have not been accepted for this business.",
    'Accept the terms, then Retry.',
  ),
  account_locked: words(
    'Meta restricted this WhatsApp account or found data that does not match: "{meta_message}".',
    'Check restriction and PIN; appeal in Business Support.',
  ),
  signup_expired: words(
    'The number was not registered within 14 days of signup, so Meta wants the signup repeated.',
    'Ask the customer to repeat the signup.',
  ),
  coexistence_unfinished: words(
    'The number lives in the WhatsApp Business app and is not linked yet; registering it would break the app.',
    'Finish linking in the app.',
  ),
  coexistence_disconnected: words(
    'The WhatsApp Business app disconnected this number ({cause}).',
    'Reconnect in the app; we never register it.',
  ),
  deregistered_elsewhere: words(
    'The number was live here and someone deregistered it {when}.',
    'Decide who owns it, then Retry to register it here again.',
  ),
  refused_unknown: words(
    'Meta refused registration with an answer we do not know: {code} "{meta_message}".',
    "Read Meta's words; Retry once or export the support bundle.",
  ),
  activation_pending: words(
    'Registration worked; Meta is connecting the number, which can take five working days.',
    NOTHING,
  ),
  activation_overdue: words(
    'Meta has not connected the number five working days after registration.',
    'Send Meta the support bundle; Retry registers once more.',
  ),
  number_disconnected: words(
    'Meta shows the registered number as disconnected.',
    'Retry once, then send the support bundle.',
  ),
  access_withdrawn: words(
    'The connection to our app was removed on {date} ({cause}).',
    'Ask the customer to reconnect.',
  ),
  number_banned: words('Meta banned this number.', 'Appeal in Business Support; we look daily.'),
  sender_rejected: words(
    'Meta shows the number as connected but refuses its messages as unregistered.',
    'Retry once, then send the support bundle.',
  ),
  subscribe_refused: words(
    'Meta refuses to subscribe our app to this WhatsApp account: {code} "{meta_message}".',
    "Fix Meta's point, then Repair webhooks.",
  ),
  subscription_contested: words(
    'Another system keeps undoing our webhook settings ({n} times in 24 hours); we stopped repairing.',
    'Stop the other system, then Repair webhooks.',
  ),
  callback_unreachable: words(
    'Meta could not verify {url} ({detail}), so messages would not reach it.',
    'Make the URL reachable, then Repair webhooks.',
  ),
  messages_field_off: words(
    'The Meta app is not subscribed to "messages", so none are sent to us.',
    "Turn the field on in the app's settings, then Check now.",
  ),
  payment_missing: words(
    'Meta blocks messages you start because the account has no working payment method.',
    'Add a payment method.',
  ),
  approved_name_required: words(
    'Meta-issued 555 numbers cannot send until their display name is approved.',
    'Submit a name for approval.',
  ),
  restricted: words(
    'Meta restricts this number or account: {restriction}.',
    'Reduce complaints; we recheck {until}.',
  ),
  silent: words(
    'Nothing has arrived for {duration}; the usual gap is {usual}.',
    'Message the number from any phone.',
  ),
  rename_waiting: words(
    'The new name "{name}" is approved; it appears after the number is registered again, due {until}.',
    'Nothing to do; last day {deadline}.',
  ),
  rename_lapsed: words(
    'The approved name "{name}" was not confirmed by a new registration within 14 days.',
    'Submit the name again.',
  ),
  live: words('The number is connected and its messages reach {url}.', NOTHING),
  coexistence_live: words(
    'Live beside the WhatsApp Business app; we never register or deregister it.',
    NOTHING,
  ),
  paused: words('{actor} paused onboarding on {date}.', 'Resume.'),
  unrecognised_state: words(
    'Meta reports a combination we do not know ({fields}); we watch and change nothing.',
    'After a day, export the support bundle.',
  ),
  number_gone: words(
    'Meta says this number was {deleted_or_moved}.',
    'Add it again if unexpected.',
  ),
  released: words('{actor} released this number on {date}.', 'Add it again to reconnect.'),
};

/** What each slot says when the observation does not tell. */
export const slotFallbacks: Record<string, string> = {
  cause: 'Meta gives no cause',
  app: 'unknown to us',
  our_app: 'of ours',
  scope: 'whatsapp_business_management',
  id: 'with this id',
  code: 'no code',
  meta_message: 'no text',
  since: 'a while ago',
  until: 'as soon as Meta allows',
  number: 'this number',
  method: 'SMS',
  ago: 'recently',
  name: 'of this number',
  rejection_reason: 'Meta gives no reason',
  name_status: 'unknown',
  step: 'reading the number',
  used: '8',
  next_slot_at: 'as soon as an attempt is free',
  when: 'elsewhere',
  date: 'an unknown date',
  n: 'several',
  url: 'your callback',
  outcomes: 'Meta accepted the registration',
  detail: 'Meta gives no detail',
  restriction: 'no detail given',
  duration: 'a while',
  usual: 'shorter',
  deadline: '14 days after the approval',
  actor: 'Someone',
  fields: 'no fields',
  deleted_or_moved: 'deleted or moved',
};

/** What stands in for a reason's own words where those would not be true. */
export const otherWords = {
  /** `code_needed`, and nobody can enter it any more. */
  code_is_dead: { action: 'Send a new code: this one is too old.' },
  /** `accepted_not_applied`, and not three times, or answers were lost. */
  not_three_acceptances: { sentence: '{outcomes}, and the number does not show it.' },
  /** `attempts_exhausted`, and one of those that were kept is used. */
  one_attempt_left: {
    sentence:
      "{used} of Meta's 10 registration attempts in 72 hours are used; the last one is kept for you.",
  },
  /** `attempts_exhausted`, and so are those that were kept. */
  no_attempt_left: {
    sentence: "All of Meta's 10 registration attempts in 72 hours are used.",
  },
} satisfies Record<string, Partial<ReasonStrings>>;

/** Labels of the buttons. */
export const actionLabels: Record<ActionId, string> = {
  send_code: 'Send the code',
  enter_code: 'Enter the code',
  enter_pin: 'Enter the PIN',
  replace_pin: 'Replace PIN',
  replace_token: 'Replace the token',
  retry: 'Try to register now',
  check: 'Check now',
  repair_webhooks: 'Repair webhooks',
  rename: 'Submit a different name',
  resume: 'Resume',
  add_again: 'Add it again',
  open_meta: 'Open WhatsApp Manager',
  support_bundle: 'Export the support bundle',
};

/** What we are doing, for `{step}` of `in_progress`. */
export const stepStrings = {
  reading: 'reading the number',
  subscribe: 'subscribing',
  setOverride: 'setting the callback',
  verifyCode: 'verifying the code',
  requestCode: 'sending the code',
  replacePin: 'replacing the PIN',
  setDisplayName: 'submitting the new name',
  register: 'registering',
  rename: 'registering under the new name',
  deregister: 'deregistering',
  clearOverride: 'removing the callback',
  unsubscribe: 'unsubscribing',
} as const;
