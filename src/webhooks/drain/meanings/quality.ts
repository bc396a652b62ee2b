import type { z } from 'zod';
import type { qualityUpdateSchema } from '../../../graph/payloads.js';
import { humanise, humaniseLimit, type Meaning } from '../meaning.js';

type Quality = z.infer<typeof qualityUpdateSchema>;

/** `phone_number_quality_update`: quality, messaging limit or throughput of a number. Source: facts/meta.md §4.5. */
export function meaningOfQuality(value: Quality): Meaning {
  const limit = value.max_daily_conversations_per_business ?? value.current_limit ?? null;
  return {
    kind: 'quality_changed',
    sentence: sentenceOf(value, limit),
    facts: { event: value.event, limit, previous_limit: value.old_limit ?? null },
    // What changed is told on by the read that this wakes, once, also where the webhook is lost; what we do not know no read may show.
    event: SHOWN.includes(value.event) ? null : 'number.health_changed',
    wakes: true,
  };
}

/** Events whose change a node shows: its status, quality, limit or throughput. */
const SHOWN: readonly string[] = [
  'ONBOARDING',
  'THROUGHPUT_UPGRADE',
  'FLAGGED',
  'UNFLAGGED',
  'UPGRADE',
  'DOWNGRADE',
];

function sentenceOf({ event, old_limit: previous }: Quality, limit: string | null): string {
  const now = limit === null ? '' : ` to ${humaniseLimit(limit)}`;
  const before = previous ? ` from ${humaniseLimit(previous)}` : '';
  switch (event) {
    case 'ONBOARDING':
      return `Meta set the messaging limit of the newly registered number${now}.`;
    case 'THROUGHPUT_UPGRADE':
      return 'Meta raised the throughput of the number.';
    case 'FLAGGED':
      return 'Meta flagged the number because of its quality.';
    case 'UNFLAGGED':
      return 'Meta no longer flags the number because of its quality.';
    case 'UPGRADE':
      return `Meta raised the messaging limit${before}${now}.`;
    case 'DOWNGRADE':
      return `Meta lowered the messaging limit${before}${now}.`;
    default:
      return `Meta reports a change of quality or limit: ${humanise(event)}.`;
  }
}
