import { DAY, SECOND } from '../state/clock.js';
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
];
