import { randomUUID } from 'node:crypto';
import { disabledData } from '../events/disabled.js';
import { whyNotAllowed } from '../events/endpoint-guard.js';
import { newSecret, OVERLAP } from '../events/secrets.js';
import { giveUpOn } from '../store/event-attempts.js';
import { appendAudit, appendEvents } from '../store/append.js';
import type { Connection } from '../store/database.js';
import {
  countEndpoints,
  deleteEndpoint,
  findEndpoint,
  insertEndpoint,
  lockEndpoint,
  updateEndpoint,
} from '../store/event-endpoints.js';
import type { EventEndpointRow } from '../store/tables.js';
import { owners } from '../store/vault.js';
import { authorOf, causeKind, requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

type Ports = Pick<Dependencies, 'db' | 'vault' | 'clock' | 'allowInsecureUrls'>;

/** Endpoints of one account: each event becomes a request to every one of them. */
const MOST_ENDPOINTS = 20;

/** What an endpoint is made of. */
export interface EndpointWishes {
  readonly url: string;
  readonly types: readonly string[];
  readonly description: string | null;
  readonly batch: boolean;
}

/** Changes to an endpoint; what is left out stays. */
export type EndpointChanges = {
  readonly [Key in keyof EndpointWishes]?: EndpointWishes[Key] | undefined;
} & { readonly disabled?: boolean | undefined };

/** An endpoint with its secret, which is in this answer and nowhere else, ever. */
export interface WithSecret {
  readonly endpoint: EventEndpointRow;
  readonly secret: string;
}

/** Adds an endpoint for the events from now on. @throws Problem `insufficient_scope`, `url_not_allowed`, `too_many_endpoints`, `invalid_request` */
export async function createEndpoint(
  actor: Actor,
  { url, types, description, batch }: EndpointWishes,
  { db, vault, clock, allowInsecureUrls }: Ports,
): Promise<WithSecret> {
  requireScope(actor, 'admin');
  assertEndpointUrl(url, allowInsecureUrls);
  const id = randomUUID();
  const secret = newSecret();
  const at = new Date(clock.now());
  return db.transaction().execute(async (tx) => {
    if ((await countEndpoints(tx, actor.accountId)) >= MOST_ENDPOINTS) {
      throw new Problem(
        'too_many_endpoints',
        `The account has ${MOST_ENDPOINTS} event endpoints, which is as many as it may have.`,
      );
    }
    const endpoint = await insertEndpoint(tx, {
      id,
      account_id: actor.accountId,
      url,
      types: [...new Set(types)],
      description,
      batch,
      encrypted_secret: vault.encrypt(secret, owners.endpointSecret(id)),
      created_at: at,
      updated_at: at,
    });
    await auditEndpoint(tx, actor, 'event_endpoint.create', id, at, { types: endpoint.types });
    return { endpoint, secret };
  });
}

/** Reads one. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readEndpoint(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<EventEndpointRow> {
  requireScope(actor, 'admin');
  return orNotFound(await findEndpoint(db, actor.readsAccountId, id));
}

/** One of the actor's own account, to be acted on. @throws Problem `insufficient_scope`, `not_found` */
export async function ownEndpoint(
  actor: Actor,
  id: string,
  { db }: { readonly db: Connection },
): Promise<EventEndpointRow> {
  requireScope(actor, 'admin');
  return orNotFound(await findEndpoint(db, actor.accountId, id));
}

/**
 * Changes an endpoint. `disabled: true` stops its deliveries, what waits is given up; `disabled: false` lets it be told of events from now on.
 * @throws Problem `insufficient_scope`, `not_found`, `url_not_allowed`, `invalid_request`
 */
export async function changeEndpoint(
  actor: Actor,
  id: string,
  { disabled, types, ...changes }: EndpointChanges,
  { db, clock, allowInsecureUrls }: Ports,
): Promise<EventEndpointRow> {
  requireScope(actor, 'admin');
  if (changes.url !== undefined) assertEndpointUrl(changes.url, allowInsecureUrls);
  const at = new Date(clock.now());
  return db.transaction().execute(async (tx) => {
    const before = orNotFound(await lockEndpoint(tx, actor.accountId, id));
    const isSwitched = disabled !== undefined && disabled !== (before.disabled_at !== null);
    const endpoint = orNotFound(
      await updateEndpoint(tx, actor.accountId, id, {
        ...defined(changes),
        ...(types !== undefined && { types: [...new Set(types)] }),
        ...(isSwitched && {
          disabled_at: disabled ? at : null,
          disabled_reason: disabled ? 'asked' : null,
          failing_since: null,
          held_until: null,
        }),
        updated_at: at,
      }),
    );
    // Also when it is enabled: what was numbered while it was being disabled must not come now.
    if (isSwitched) await giveUpOn(tx, id, 'The endpoint was disabled before this was delivered.');
    if (isSwitched && disabled) {
      await appendEvents(tx, [
        {
          accountId: endpoint.account_id,
          numberId: null,
          type: 'event_endpoint.disabled',
          at: at.getTime(),
          data: disabledData(endpoint),
          cause: { kind: causeKind(actor), author: authorOf(actor) },
        },
      ]);
    }
    await auditEndpoint(tx, actor, 'event_endpoint.change', id, at, {
      fields: Object.keys(defined({ ...changes, types, disabled })),
    });
    return endpoint;
  });
}

/** Removes an endpoint and what is known of its deliveries; returns what it was. @throws Problem `insufficient_scope`, `not_found` */
export async function removeEndpoint(
  actor: Actor,
  id: string,
  { db, clock }: Pick<Ports, 'db' | 'clock'>,
): Promise<EventEndpointRow> {
  requireScope(actor, 'admin');
  return db.transaction().execute(async (tx) => {
    const endpoint = orNotFound(await deleteEndpoint(tx, actor.accountId, id));
    await auditEndpoint(tx, actor, 'event_endpoint.delete', id, new Date(clock.now()));
    return endpoint;
  });
}

/** Makes another secret. For 24 hours the one before signs too, so that the receiver can change over. @throws Problem `insufficient_scope`, `not_found` */
export async function rotateSecret(
  actor: Actor,
  id: string,
  { db, vault, clock }: Pick<Ports, 'db' | 'vault' | 'clock'>,
): Promise<WithSecret> {
  requireScope(actor, 'admin');
  const secret = newSecret();
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const before = orNotFound(await lockEndpoint(tx, actor.accountId, id));
    const endpoint = orNotFound(
      await updateEndpoint(tx, actor.accountId, id, {
        encrypted_secret: vault.encrypt(secret, owners.endpointSecret(id)),
        encrypted_previous_secret: before.encrypted_secret,
        previous_secret_until: new Date(at + OVERLAP),
        updated_at: new Date(at),
      }),
    );
    await auditEndpoint(tx, actor, 'event_endpoint.rotate_secret', id, new Date(at));
    return { endpoint, secret };
  });
}

/** Keeps who did what to an endpoint. */
export const auditEndpoint = (
  tx: Connection,
  actor: Actor,
  action: string,
  id: string,
  at: Date,
  details: Record<string, unknown> = {},
): Promise<void> =>
  appendAudit(tx, {
    accountId: actor.accountId,
    at: at.getTime(),
    keyId: actor.keyId,
    actor: actor.name,
    action,
    subject: `event_endpoint/${id}`,
    requestId: actor.requestId,
    details,
  });

/** Refuses what must not be called. @throws Problem `invalid_request`, `url_not_allowed`, both at `/url` */
function assertEndpointUrl(text: string, allowInsecureUrls: boolean): void {
  const why = URL.canParse(text) ? whyNotAllowed(new URL(text), allowInsecureUrls) : null;
  if (URL.canParse(text) && why === null) return;
  const detail = why ?? 'This is not a URL.';
  throw new Problem(why === null ? 'invalid_request' : 'url_not_allowed', `The URL: ${detail}`, {
    errors: [{ pointer: '/url', detail }],
  });
}

function orNotFound(endpoint: EventEndpointRow | undefined): EventEndpointRow {
  if (endpoint === undefined) throw new Problem('not_found', 'There is no such event endpoint.');
  return endpoint;
}

/** Without the members that were left out. */
const defined = <T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
