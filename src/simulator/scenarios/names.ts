import { DAY, HOUR } from '../state/clock.js';
import type { NodeState } from '../state/phone-number.js';
import type { ScenarioRow } from './scenario.js';

/** Approved, waiting for re-registration. Source: facts/meta.md §2.2. */
const APPROVED_RENAME: NodeState = {
  new_display_name: 'Renamed Shop',
  new_name_status: 'APPROVED',
  new_certificate: 'c2ltdWxhdGVkIGNlcnRpZmljYXRl',
};

const RENAME_APPROVED = 'a new name is approved and waits for a register';

/** Display-name review against registration. Source: facts/meta.md §2.2. */
export const nameScenarios: readonly ScenarioRow[] = [
  {
    name: 'slow_name_review',
    willDo: 'The name is in review for three days; register is refused until it is approved.',
    state: { name_status: 'PENDING_REVIEW' },
    behaviour: { register_while_pending: 'refused', name_decision_ms: 3 * DAY },
  },
  {
    name: 'review_never_starts',
    willDo: 'The name stays available without review for ever; registers at the first try.',
    state: { name_status: 'AVAILABLE_WITHOUT_REVIEW' },
    behaviour: { name_decision_ms: null },
  },
  {
    name: 'pending_but_registers',
    willDo: 'The name is in review, and register succeeds all the same.',
    state: { name_status: 'PENDING_REVIEW' },
  },
  {
    name: 'pending_refuses_until_approved',
    willDo:
      'The name is in review for a day; register answers "display name could not be processed".',
    state: { name_status: 'PENDING_REVIEW' },
    behaviour: { register_while_pending: 'refused', name_decision_ms: DAY },
  },
  {
    name: 'name_declined_then_fixed',
    willDo: 'The name is declined; a new one is approved an hour after it is handed in.',
    state: { name_status: 'DECLINED' },
    behaviour: { name_decision_ms: HOUR },
  },
  {
    name: 'declined_then_new_name_approved',
    willDo: 'The name is declined, its successor approved: registers at the first try.',
    state: {
      name_status: 'DECLINED',
      new_display_name: 'Approved New Name',
      new_name_status: 'APPROVED',
    },
  },
  {
    name: 'name_none',
    willDo: 'Has no name: register is refused with the display-name text for ever.',
    state: { name_status: 'NONE' },
    behaviour: { name_decision_ms: null },
  },
  {
    name: 'approved_but_name_refused',
    willDo: 'The name is approved, yet register refuses it for a day.',
    behaviour: { refusals: [{ answer: 'name_not_processed', until_ms: DAY }] },
  },
  {
    name: 'renamed_later',
    willDo: 'Registers; an hour after it is connected an approved new name waits for a register.',
    behaviour: {
      later: [{ since: 'connected', after_ms: HOUR, what: RENAME_APPROVED, node: APPROVED_RENAME }],
    },
  },
  {
    name: 'rename_refused_pin',
    willDo: 'As renamed_later, but by then somebody else has changed the PIN.',
    behaviour: {
      later: [
        {
          since: 'connected',
          after_ms: HOUR,
          what: RENAME_APPROVED,
          node: APPROVED_RENAME,
          pin: '918273',
        },
      ],
    },
  },
  {
    name: 'rename_status_lingers',
    willDo: 'As renamed_later, but the node goes on showing the new name after the register.',
    behaviour: {
      rename_lingers: true,
      later: [{ since: 'connected', after_ms: HOUR, what: RENAME_APPROVED, node: APPROVED_RENAME }],
    },
  },
];
