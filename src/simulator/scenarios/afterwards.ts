import { DAY, HOUR, MINUTE } from '../state/clock.js';
import { RESTRICTED_FOR } from '../webhooks/account-samples.js';
import { COEXISTENCE, LIVE } from './defaults.js';
import type { LaterChange, ScenarioRow } from './scenario.js';

/** The owner's doing. Source: facts/meta.md §4.6. */
const PARTNER_REMOVED = {
  event: 'PARTNER_REMOVED',
  disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
} as const;

/** What happens to numbers once they work, and odd states. Sources: facts/meta.md §1.1, §2.6, §4.6. */
export const afterwardsScenarios: readonly ScenarioRow[] = [
  {
    name: 'override_wiped_later',
    willDo:
      'Registers; an hour after it is connected another platform subscribes anew and so wipes the overrides of WABA and phone.',
    behaviour: {
      phone_override_on_resubscribe: 'wiped',
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'another platform wipes its webhook overrides',
          waba: 'override_wiped',
        },
      ],
    },
  },
  {
    name: 'override_taken_later',
    willDo:
      'Registers; an hour after it is connected another platform points its webhooks at itself.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'another platform takes its webhook override',
          waba: 'override_taken',
        },
      ],
    },
  },
  {
    name: 'unsubscribed_later',
    willDo: 'Registers; an hour after it is connected our app is unsubscribed from its WABA.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'our app is unsubscribed from its WABA',
          waba: 'unsubscribed',
        },
      ],
    },
  },
  {
    name: 'restricted_later',
    willDo:
      'Registers; an hour after it is connected it may not begin conversations for two days, after which Meta lifts that without a word.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'Meta restricts it',
          node: { status: 'RESTRICTED', quality_rating: 'RED' },
          account_event: { event: 'ACCOUNT_RESTRICTION' },
        },
        {
          since: 'connected',
          after_ms: HOUR + RESTRICTED_FOR,
          what: 'the restriction ends',
          node: { status: 'CONNECTED', quality_rating: 'YELLOW' },
        },
      ],
    },
  },
  {
    name: 'quality_drops_later',
    willDo: 'Registers; an hour after it is connected Meta flags it for low quality.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'Meta flags it for low quality',
          node: { status: 'FLAGGED', quality_rating: 'RED' },
          number_field: {
            field: 'phone_number_quality_update',
            value: { event: 'FLAGGED', current_limit: 'TIER_250' },
          },
        },
      ],
    },
  },
  {
    name: 'banned_later',
    willDo: 'Registers; an hour after it is connected it is banned.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: 'it is banned',
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
          what: 'it is banned',
          node: { status: 'BANNED' },
          account_event: disabledUpdate('DISABLE'),
        },
        {
          since: 'connected',
          after_ms: HOUR + 2 * DAY,
          what: 'it is reinstated',
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
          what: 'the owner withdraws our access',
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
          what: 'its owner deregisters it',
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
          what: 'another partner takes it',
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
          what: 'it is migrated to another WABA',
          node: { status: 'MIGRATED', platform_type: 'NOT_APPLICABLE' },
        },
      ],
    },
  },
  {
    name: 'coexistence_disconnected',
    willDo: 'Lives on the Business app too; after a day its owner disconnects it there.',
    state: COEXISTENCE,
    behaviour: { later: [disconnectInApp(PARTNER_REMOVED)] },
  },
  {
    name: 'coexistence_reconnects',
    willDo:
      'Lives on the Business app too; after a day it is off the Cloud API, and an hour later on it again by itself.',
    state: COEXISTENCE,
    behaviour: {
      later: [
        // The client reconnects without anybody's doing (facts/meta.md §2.6).
        disconnectInApp({ event: 'ACCOUNT_OFFBOARDED' }),
        {
          since: 'connected',
          after_ms: DAY + HOUR,
          what: 'it connects again in the app',
          in_app: 'reconnected',
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
    willDo:
      'A number issued by Meta, its name in review for three days: registers at once, sends only then (131037).',
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
          what: 'it speaks known words again',
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

/** Off the Cloud API after a day; which values the node then shows is a switch. */
function disconnectInApp(event: NonNullable<LaterChange['account_event']>): LaterChange {
  return {
    since: 'connected',
    after_ms: DAY,
    what: 'its owner disconnects it in the app',
    in_app: 'disconnected',
    account_event: event,
  };
}
