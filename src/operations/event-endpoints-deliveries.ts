import { randomUUID } from 'node:crypto';
import { guardedAgent } from '../events/endpoint-guard.js';
import { eventId, type Envelope } from '../events/envelope.js';
import { isSuccess } from '../events/schedule.js';
import { createSigning, signedHeaders } from '../events/secrets.js';
import { send, type Sent } from '../events/send.js';
import { TEST_EVENT } from '../events/types.js';
import { recoverAttempts, resendAttempt, type AttemptView } from '../store/event-attempts.js';
import type { EventEndpointRow } from '../store/tables.js';
import type { Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { auditEndpoint, ownEndpoint } from './event-endpoints.js';
import { Problem } from './problem.js';

type Ports = Pick<Dependencies, 'db' | 'vault' | 'clock' | 'allowInsecureUrls'>;

/** What an endpoint made of a test event. */
export interface Tested extends Sent {
  readonly isDelivered: boolean;
}

/**
 * Sends one signed test event now, once, and tells what the endpoint answered; a disabled one is called too, so that it can be tried before
 * it is enabled. @throws Problem `insufficient_scope`, `not_found`
 */
export async function testEndpoint(
  actor: Actor,
  id: string,
  { db, vault, clock, allowInsecureUrls }: Ports,
): Promise<Tested> {
  const endpoint = await ownEndpoint(actor, id, { db });
  const at = clock.now();
  await auditEndpoint(db, actor, 'event_endpoint.test', id, new Date(at));
  const event: Envelope = {
    id: eventId(randomUUID()),
    type: TEST_EVENT,
    created_at: new Date(at).toISOString(),
    api_version: 'v1',
    account_id: endpoint.account_id,
    sequence: '0',
    data: { endpoint: { id }, sentence: 'This is a test: nothing happened.' },
    cause: { kind: 'api', actor: actor.name, request_id: actor.requestId },
  };
  const body = JSON.stringify(event);
  const headers = signedHeaders(createSigning(vault)(endpoint, at), event.id, at, body);
  const agent = guardedAgent({ allowInsecureUrls });
  try {
    const sent = await send({ url: endpoint.url, headers, body }, { agent });
    if (sent === null) throw new Error('a test event was given up that nobody gave up');
    return { ...sent, isDelivered: sent.status !== null && isSuccess(sent.status) };
  } finally {
    await agent.destroy();
  }
}

/** Delivers one event to the endpoint once more, now. @throws Problem `insufficient_scope`, `not_found`, `invalid_request` for a disabled endpoint */
export async function resend(
  actor: Actor,
  { endpointId, attemptId }: { endpointId: string; attemptId: string },
  { db, clock }: Pick<Ports, 'db' | 'clock'>,
): Promise<AttemptView> {
  const at = new Date(clock.now());
  return db.transaction().execute(async (tx) => {
    assertEnabled(await ownEndpoint(actor, endpointId, { db: tx }));
    const attempt = /^\d{1,18}$/.test(attemptId)
      ? await resendAttempt(tx, endpointId, attemptId, at)
      : undefined;
    if (attempt === undefined)
      throw new Problem('not_found', 'There is no such attempt of this endpoint.');
    await auditEndpoint(tx, actor, 'event_endpoint.resend', endpointId, at, {
      attempt: attempt.id,
      event_id: eventId(attempt.event_id),
    });
    return attempt;
  });
}

/** Delivers everything since then that the endpoint wants and did not take. Returns how many. @throws Problem `insufficient_scope`, `not_found`, `invalid_request` for a disabled endpoint */
export async function recover(
  actor: Actor,
  id: string,
  createdAfter: Date,
  { db, clock }: Pick<Ports, 'db' | 'clock'>,
): Promise<number> {
  const at = new Date(clock.now());
  return db.transaction().execute(async (tx) => {
    const endpoint = await ownEndpoint(actor, id, { db: tx });
    assertEnabled(endpoint);
    const recovered = await recoverAttempts(tx, endpoint, createdAfter, at);
    await auditEndpoint(tx, actor, 'event_endpoint.recover', id, at, {
      created_after: createdAfter,
      recovered,
    });
    return recovered;
  });
}

function assertEnabled({ disabled_at: disabledAt }: EventEndpointRow): void {
  if (disabledAt === null) return;
  throw new Problem(
    'invalid_request',
    'The endpoint is disabled: enable it with PATCH {"disabled": false} first.',
  );
}
