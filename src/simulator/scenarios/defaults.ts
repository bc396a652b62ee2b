import { DAY, HOUR, SECOND } from '../state/clock.js';
import type { NodeState } from '../state/phone-number.js';
import type { Behaviour, Scenario, ScenarioRow } from './scenario.js';
import { defaultSwitches } from './switches.js';

/** Embedded Signup done, not registered. Source: facts/meta.md §1.1, state snapshots. */
const VERIFIED_NOT_REGISTERED: NodeState = {
  status: 'PENDING',
  platform_type: 'NOT_APPLICABLE',
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  quality_rating: 'UNKNOWN',
  throughput: { level: 'NOT_APPLICABLE' },
  whatsapp_business_manager_messaging_limit: 'TIER_250',
  account_mode: 'LIVE',
  is_pin_enabled: false,
  is_official_business_account: false,
  is_on_biz_app: false,
  is_preverified_number: false,
  search_visibility: 'VISIBLE',
};

/** Meta at its best. */
const KIND_BEHAVIOUR: Behaviour = {
  ...defaultSwitches,
  activation_ms: 2 * SECOND,
  name_decision_ms: 3 * DAY,
  name_decision: 'APPROVED',
  read_lag_ms: 0,
  code_cooldown_ms: HOUR,
  first_register_reply: 'sent',
  pin_retired: false,
  rename_lingers: false,
  callbacks_refused: false,
  subscribe_refused: false,
  sends_refused: 'never',
  throttled_ms: 0,
  unknown_fields: [],
  refusals: [],
  later: [],
};

/** Added by API or by hand, the ownership code still to come. Source: facts/meta.md §1.1, state snapshots. */
export const NOT_VERIFIED: NodeState = {
  status: 'UNVERIFIED',
  code_verification_status: 'NOT_VERIFIED',
};

/** A number that works. Source: facts/meta.md §1.1, state snapshots. */
export const LIVE: NodeState = {
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
  quality_rating: 'GREEN',
  throughput: { level: 'STANDARD' },
  is_pin_enabled: true,
};

/** Lives on a phone and on the Cloud API at once. Source: facts/meta.md §2.6. */
export const COEXISTENCE: NodeState = { ...LIVE, is_on_biz_app: true, is_pin_enabled: undefined };

/** Fills in what a row leaves out. */
export function completeScenario(row: ScenarioRow): Scenario {
  return {
    ...row,
    state: { ...VERIFIED_NOT_REGISTERED, ...row.state },
    behaviour: { ...KIND_BEHAVIOUR, ...row.behaviour },
  };
}
