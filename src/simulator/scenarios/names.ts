import { DAY } from '../state/clock.js';
import type { ScenarioRow } from './scenario.js';

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
];
