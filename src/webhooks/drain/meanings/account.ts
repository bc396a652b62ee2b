import type { z } from 'zod';
import type {
  alertsSchema,
  capabilityUpdateSchema,
  reviewUpdateSchema,
} from '../../../graph/payloads.js';
import { humanise, humaniseLimit, type Meaning } from '../meaning.js';

/** `account_review_update`: Meta decided whether the WABA may be used. Source: facts/meta.md §4.5. */
export function meaningOfReview({ decision }: z.infer<typeof reviewUpdateSchema>): Meaning {
  const sentences: Readonly<Record<string, string>> = {
    APPROVED: 'Meta reviewed and approved this WhatsApp account.',
    REJECTED: 'Meta reviewed and rejected this WhatsApp account.',
    PENDING: 'Meta is reviewing this WhatsApp account.',
    DEFERRED: 'Meta put off its review of this WhatsApp account.',
  };
  return {
    kind: 'account_reviewed',
    sentence:
      sentences[decision] ?? `Meta's review of this WhatsApp account is "${humanise(decision)}".`,
    facts: { decision },
    event: 'waba.updated',
    wakes: true,
  };
}

/** `account_alerts`, nested or flat. Source: facts/meta.md §4.5. */
export function meaningOfAlert(value: z.infer<typeof alertsSchema>): Meaning {
  const alert = value.alert_info ?? value;
  const type = alert.alert_type ?? 'an alert without a type';
  const description = alert.alert_description?.trim();
  return {
    kind: 'account_alert',
    sentence: `Meta sends an alert: ${humanise(type)}${description ? ` ("${description}")` : ''}.`,
    facts: {
      entity_type: value.entity_type ?? null,
      entity_id: value.entity_id ?? null,
      severity: alert.alert_severity ?? null,
      status: alert.alert_status ?? null,
      type,
    },
    event: value.entity_type === 'PHONE_NUMBER' ? 'number.health_changed' : 'waba.updated',
    wakes: true,
  };
}

/** `business_capability_update`: how much the business may send and how many numbers it may have. Source: facts/meta.md §4.5. */
export function meaningOfCapability(value: z.infer<typeof capabilityUpdateSchema>): Meaning {
  const daily =
    value.max_daily_conversations_per_business ?? value.max_daily_conversation_per_phone ?? null;
  const numbers = value.max_phone_numbers_per_business ?? value.max_phone_numbers_per_waba ?? null;
  const parts = [
    daily === null ? null : `${humaniseLimit(daily)} conversations a day`,
    numbers === null ? null : `${humaniseLimit(numbers)} phone numbers`,
  ].filter((part) => part !== null);
  return {
    kind: 'capability_changed',
    sentence:
      parts.length === 0
        ? 'Meta changed what this business may do.'
        : `Meta now allows this business ${parts.join(' and ')}.`,
    facts: { conversations_per_day: daily, phone_numbers: numbers },
    event: 'waba.updated',
    wakes: true,
  };
}
