import { DAY, HOUR, MINUTE } from '../state/clock.js';
import { COEXISTENCE, LIVE } from './defaults.js';
import type { ScenarioRow } from './scenario.js';

/** What happens to numbers once they work, and odd states. Sources: facts/meta.md §1.1, §2.6, §4.6. */
export const afterwardsScenarios: readonly ScenarioRow[] = [
  {
    name: 'override_wiped_later',
    willDo: 'Registers; an hour after it is connected another platform wipes the WABA override.',
    behaviour: { later: [{ since: 'connected', after_ms: HOUR, waba: 'override_wiped' }] },
  },
  {
    name: 'banned_later',
    willDo: 'Registers; an hour after it is connected it is banned.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          node: { status: 'BANNED' },
          account_event: disabledUpdate('DISABLE'),
        },
      ],
    },
  },
  {
    name: 'banned_reinstated',
    willDo: 'As banned_later, and reinstated two days after that.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          node: { status: 'BANNED' },
          account_event: disabledUpdate('DISABLE'),
        },
        {
          since: 'connected',
          after_ms: HOUR + 2 * DAY,
          node: { status: 'CONNECTED' },
          account_event: disabledUpdate('REINSTATE'),
        },
      ],
    },
  },
  {
    name: 'partner_removed',
    willDo: 'Registers; an hour after it is connected the owner withdraws our access.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          waba: 'access_withdrawn',
          account_event: { event: 'PARTNER_REMOVED' },
        },
      ],
    },
  },
  {
    name: 'deregistered_by_client',
    willDo: 'Registers; an hour after it is connected its owner deregisters it.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          node: { status: 'DISCONNECTED', platform_type: 'NOT_APPLICABLE' },
        },
      ],
    },
  },
  {
    name: 'taken_by_other_partner',
    willDo: 'Registers; a day later it belongs to another partner, with a PIN of theirs.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: DAY,
          node: { status: 'DISCONNECTED', platform_type: 'NOT_APPLICABLE' },
          pin: '918273',
        },
      ],
    },
  },
  {
    name: 'migrated',
    willDo: 'Registers; a day later it is migrated to another WABA.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: DAY,
          node: { status: 'MIGRATED', platform_type: 'NOT_APPLICABLE' },
        },
      ],
    },
  },
  {
    name: 'coexistence_disconnected',
    willDo: 'Lives on the Business app too; after a day its owner disconnects it there.',
    state: COEXISTENCE,
    behaviour: { later: [coexistenceDisconnect()] },
  },
  {
    name: 'coexistence_reconnects',
    willDo: 'As coexistence_disconnected, and connected again an hour after that.',
    state: COEXISTENCE,
    behaviour: {
      later: [
        coexistenceDisconnect(),
        {
          since: 'connected',
          after_ms: DAY + HOUR,
          node: { status: 'CONNECTED', platform_type: 'CLOUD_API' },
          account_event: { event: 'ACCOUNT_RECONNECTED' },
        },
      ],
    },
  },
  {
    name: 'restricted_live',
    willDo: 'Live with status RESTRICTED and low quality.',
    state: { ...LIVE, status: 'RESTRICTED', quality_rating: 'RED' },
  },
  {
    name: 'connected_not_applicable',
    willDo: 'Shows CONNECTED and NOT_APPLICABLE at once, as was reported.',
    state: { status: 'CONNECTED', platform_type: 'NOT_APPLICABLE' },
  },
  {
    name: 'send_133010_while_connected',
    willDo:
      'Registers and shows CONNECTED; sends are refused with 133010 until it is registered once more.',
    behaviour: { sends_refused: 'until_registered_again' },
  },
  {
    name: '555_number',
    willDo: 'A number issued by Meta, its name in review for three days: registers at once.',
    state: { display_phone_number: '+1 555-176-0042', name_status: 'PENDING_REVIEW' },
  },
  {
    name: 'unknown_values',
    willDo:
      'Speaks words nobody knows in every enum field for ten minutes, then as straight_through.',
    state: {
      status: 'SIMULATED_NEW_STATUS',
      platform_type: 'SIMULATED_NEW_PLATFORM',
      name_status: 'SIMULATED_NEW_NAME_STATUS',
      quality_rating: 'SIMULATED_NEW_RATING',
    },
    behaviour: {
      later: [
        {
          since: 'added',
          after_ms: 10 * MINUTE,
          unless_registered: true,
          node: {
            status: 'PENDING',
            platform_type: 'NOT_APPLICABLE',
            name_status: 'APPROVED',
            quality_rating: 'UNKNOWN',
          },
        },
      ],
    },
  },
];

function disabledUpdate(state: 'DISABLE' | 'REINSTATE') {
  const ban_info = { waba_ban_state: state, waba_ban_date: 'November 20, 2026' };
  return { event: 'DISABLED_UPDATE', ban_info };
}

/** The owner disconnects in the app; which values the node then shows no source settles (simulator.md §4). */
function coexistenceDisconnect() {
  return {
    since: 'connected',
    after_ms: DAY,
    node: { status: 'DISCONNECTED', platform_type: 'CLOUD_API' },
    account_event: {
      event: 'PARTNER_REMOVED',
      disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
    },
  } as const;
}
