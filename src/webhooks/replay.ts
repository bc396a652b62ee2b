import { randomUUID } from 'node:crypto';
import { requireScope, type Actor } from '../operations/actor.js';
import type { Dependencies } from '../operations/dependencies.js';
import { Problem } from '../operations/problem.js';
import { appendAudit, notify } from '../store/append.js';
import { findDelivery, putBack, type WholeDelivery } from '../store/webhook-deliveries.js';
import { addReplay, findReplay, OLD_ONES_WAIT, type ReplayRow } from '../store/webhook-replays.js';

type Ports = Pick<Dependencies, 'db' | 'clock'>;

/** A replay of a range begins; whoever advances such jobs need not wait for its next look. */
export const JOB_STARTED = 'replay-job';

const ID = /^\d{1,18}$/;

/** One delivery as the actor may see it. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readDelivery(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<WholeDelivery> {
  requireScope(actor, 'read');
  return visibleDelivery(actor, id, { db });
}

/** Has one delivery processed again; what it did is not done twice. @throws Problem `insufficient_scope`, `not_found` */
export async function replayDelivery(
  actor: Actor,
  id: string,
  { db, clock }: Ports,
): Promise<WholeDelivery> {
  requireScope(actor, 'operate');
  const delivery = await visibleDelivery(actor, id, { db });
  await db.transaction().execute(async (tx) => {
    await putBack(tx, [delivery]);
    await appendAudit(tx, {
      ...auditOf(actor, clock.now()),
      action: 'webhook_delivery.replay',
      subject: `webhook_delivery/${id}`,
    });
    await notify(tx, 'webhooks', OLD_ONES_WAIT);
  });
  return visibleDelivery(actor, id, { db });
}

/** Has everything of a time processed again, piece by piece. @throws Problem `insufficient_scope`, `invalid_request` */
export async function startReplay(
  actor: Actor,
  { createdAfter, createdBefore }: { createdAfter: Date; createdBefore: Date },
  { db, clock }: Ports,
): Promise<ReplayRow> {
  requireScope(actor, 'operate');
  if (createdAfter >= createdBefore) {
    const detail = 'Must be later than created_after.';
    throw new Problem('invalid_request', `created_before: ${detail}`, {
      errors: [{ pointer: '/created_before', detail }],
    });
  }
  const id = randomUUID();
  const at = clock.now();
  const range = { accountId: actor.readsAccountId, createdAfter, createdBefore };
  return db.transaction().execute(async (tx) => {
    const job = await addReplay(tx, { ...range, id, actor: actor.name, at });
    await appendAudit(tx, {
      ...auditOf(actor, at),
      action: 'webhook_replay.start',
      subject: `webhook_replay/${id}`,
      details: { created_after: createdAfter, created_before: createdBefore, matched: job.matched },
    });
    await notify(tx, 'webhooks', JOB_STARTED);
    return job;
  });
}

/** How far a replay is. @throws Problem `insufficient_scope`, `not_found` */
export async function readReplay(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<ReplayRow> {
  requireScope(actor, 'read');
  const job = await findReplay(db, actor.readsAccountId, id);
  if (job === undefined) throw new Problem('not_found', `There is no replay ${id}.`);
  return job;
}

async function visibleDelivery(
  actor: Actor,
  id: string,
  { db }: Pick<Ports, 'db'>,
): Promise<WholeDelivery> {
  const delivery = ID.test(id) ? await findDelivery(db, actor.readsAccountId, id) : undefined;
  if (delivery === undefined)
    throw new Problem('not_found', `There is no delivery ${id.slice(0, 20)}.`);
  return delivery;
}

const auditOf = ({ readsAccountId, keyId, name, requestId }: Actor, at: number) => ({
  accountId: readsAccountId,
  at,
  keyId,
  actor: name,
  requestId,
});
