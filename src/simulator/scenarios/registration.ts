import { DAY, HOUR, MINUTE, SECOND } from '../state/clock.js';
import type { ScenarioRow } from './scenario.js';

/** Verification, PIN and the register call itself. Sources: facts/meta.md §1.5–§1.7, §2.4, §2.8. */
export const registrationScenarios: readonly ScenarioRow[] = [
  {
    name: 'straight_through',
    willDo: 'Verified and approved: registers at the first try and is connected two seconds later.',
  },
  {
    name: 'code_needed',
    willDo: 'Not verified: needs a code by SMS or call, then registers at the first try.',
    state: { status: 'UNVERIFIED', code_verification_status: 'NOT_VERIFIED' },
  },
  {
    name: 'code_wrong_then_right',
    willDo:
      'Not verified: refuses a code typed wrong, takes the right one afterwards, then registers.',
    state: { status: 'UNVERIFIED', code_verification_status: 'NOT_VERIFIED' },
  },
  {
    name: 'pin_left_by_previous_provider',
    willDo:
      'Has a two-step PIN that nobody here knows: refuses any other with 133005 until the PIN is replaced.',
    // Absent, not false: a client learns of the PIN only from the refusal.
    state: { is_pin_enabled: undefined },
    start: { pin: '918273' },
  },
  {
    name: 'activation_fast',
    willDo: 'Registers at the first try and is connected five seconds later.',
    behaviour: { activation_ms: 5 * SECOND },
  },
  {
    name: 'activation_slow',
    willDo: 'Registers at the first try; Meta takes four days to connect it.',
    behaviour: { activation_ms: 4 * DAY },
  },
  {
    name: 'reply_lost_on_register',
    willDo: 'Accepts the first register, but the connection breaks before the answer.',
    behaviour: { first_register_reply: 'lost' },
  },
  {
    name: 'server_error_after_success',
    willDo: 'Accepts the first register, but answers 500.',
    behaviour: { first_register_reply: 'server_error' },
  },
  {
    name: 'accepted_read_lags',
    willDo: 'Accepts register and subscribe; reads show neither for 45 seconds.',
    behaviour: { read_lag_ms: 45 * SECOND },
  },
  {
    name: 'needs_reverification',
    willDo: 'Refuses register with 133006 until a new code is requested and typed.',
    behaviour: { refusals: [{ answer: 'verification_needed', until: 'verified_again' }] },
  },
  {
    name: 'reverify_but_verified',
    willDo:
      'Refuses register with 133006 for an hour, and a code with "already verified" (136024).',
    behaviour: { refusals: [{ answer: 'verification_needed', until_ms: HOUR }] },
  },
  {
    name: 'expired_code_registers',
    willDo: 'Its verification shows EXPIRED, and register succeeds all the same.',
    state: { code_verification_status: 'EXPIRED' },
    behaviour: { expired_code: 'accepted' },
  },
  {
    name: 'in_use_on_phone',
    willDo:
      'Still used in a WhatsApp app: refused as registered to an existing account for two hours.',
    behaviour: { refusals: [{ answer: 'existing_account', until_ms: 2 * HOUR }] },
  },
  {
    name: 'two_step_left_on',
    willDo:
      'Refused because two-step verification is on, until the owner turns it off after six hours.',
    behaviour: { refusals: [{ answer: 'two_step_on', until_ms: 6 * HOUR }] },
  },
  {
    name: 'recently_deleted',
    willDo: 'Refuses register with 133015 for twenty minutes.',
    behaviour: { refusals: [{ answer: 'recently_deleted', until_ms: 20 * MINUTE }] },
  },
  {
    name: 'incomplete_deregistration',
    willDo: 'Refuses register with 133000 until the number is deregistered once more.',
    behaviour: { refusals: [{ answer: 'incomplete_deregistration', until: 'deregistered' }] },
  },
  {
    name: 'transient_refusals',
    willDo: 'Refuses the first three registers with 131000, 133004 and 131016, then accepts.',
    behaviour: {
      refusals: [
        { answer: 'unknown_error', times: 1 },
        { answer: 'server_unavailable', times: 1 },
        { answer: 'service_unavailable', times: 1 },
      ],
    },
  },
  {
    name: 'window_already_used',
    willDo: 'Others have used seven of the ten register requests already.',
    start: { attempts_elsewhere: 7 },
  },
  {
    name: 'blocked_72h',
    willDo: 'Others have used up the register requests: 133016 for 72 hours.',
    start: { attempts_elsewhere: 10, blocked_ms: 72 * HOUR },
  },
  {
    name: 'pin_guess_lock',
    willDo: 'Has a PIN nobody knows and too many wrong guesses: 133008 for twelve hours.',
    state: { is_pin_enabled: undefined },
    start: { pin: '918273', guess_lock_ms: 12 * HOUR },
  },
  {
    name: 'pin_retired',
    willDo: 'Its PIN is retired: any six digits register.',
    state: { is_pin_enabled: undefined },
    start: { pin: '918273' },
    behaviour: { pin_retired: true },
  },
  {
    name: 'signup_14_days',
    willDo: 'Registers within 14 days of the signup; afterwards the owner must repeat the signup.',
    behaviour: { refusals: [{ answer: 'ownership_unconfirmed', from_ms: 14 * DAY }] },
  },
];
