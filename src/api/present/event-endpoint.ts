import type { z } from '@hono/zod-openapi';
import { whyDisabled } from '../../events/disabled.js';
import { eventId } from '../../events/envelope.js';
import type { AttemptView } from '../../store/event-attempts.js';
import type { EventEndpointRow } from '../../store/tables.js';
import type { attemptSchema, endpointSchema } from '../schemas/event-endpoint.js';
import { iso } from './instant.js';

/** An endpoint; names every field itself, so that no secret can slip through. */
export const presentEndpoint = (endpoint: EventEndpointRow): z.infer<typeof endpointSchema> => ({
  id: endpoint.id,
  account_id: endpoint.account_id,
  url: endpoint.url,
  types: endpoint.types,
  description: endpoint.description,
  batch: endpoint.batch,
  status: statusOf(endpoint),
  failing_since: iso(endpoint.failing_since),
  disabled_at: iso(endpoint.disabled_at),
  disabled_reason: endpoint.disabled_reason,
  explanation: whyDisabled(endpoint),
  previous_secret_until: iso(endpoint.previous_secret_until),
  created_at: endpoint.created_at.toISOString(),
  updated_at: endpoint.updated_at.toISOString(),
});

function statusOf({ disabled_at: disabledAt, failing_since: failingSince }: EventEndpointRow) {
  if (disabledAt !== null) return 'disabled';
  return failingSince === null ? 'healthy' : 'failing';
}

/** One event for one endpoint, and what the endpoint said. */
export function presentAttempt(attempt: AttemptView): z.infer<typeof attemptSchema> {
  const { last_attempt_at: lastAt, error } = attempt;
  return {
    id: attempt.id,
    event_id: eventId(attempt.event_id),
    type: attempt.type,
    sequence: attempt.seq,
    status: attempt.status,
    attempts: attempt.attempts,
    next_attempt_at: attempt.status === 'pending' ? iso(attempt.next_attempt_at) : null,
    last_attempt:
      lastAt === null
        ? null
        : {
            at: lastAt.toISOString(),
            status: attempt.response_status,
            body: attempt.response_body,
            error,
            duration_ms: attempt.duration_ms ?? 0,
          },
    explanation: error,
    created_at: attempt.created_at.toISOString(),
  };
}
