import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { SECOND } from '../onboarding/duration.js';
import type { Database } from '../store/database.js';
import { dueDeliveries, type DueDelivery } from '../store/event-attempts.js';
import { leaseEndpoints, releaseLeases, renewLeases } from '../store/event-endpoints.js';
import type { Listener } from '../store/listen.js';
import type { Vault } from '../store/vault.js';
import { startLoop, type Loop } from '../waking/loop.js';
import { guardedAgent } from './endpoint-guard.js';
import type { Message } from './envelope.js';
import { Lane } from './lane.js';
import { createRecorder } from './recorder.js';
import { isSuccess, judge } from './schedule.js';
import { createSigning, signedHeaders } from './secrets.js';
import { send } from './send.js';

export interface DeliveryOptions {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
  readonly vault: Vault;
  readonly log: Logger;
  readonly allowInsecureUrls: boolean;
  readonly now?: () => number;
  /** How long endpoints stay with a worker that died, ms. @default 10 s */
  readonly leaseMs?: number;
  /** How long requests under way may take once it is stopped, ms. @default 5 s */
  readonly graceMs?: number;
  /** How long an endpoint may take to answer, ms. @default 15 s */
  readonly answerWithinMs?: number;
}

const LEASE = 10 * SECOND;
const GRACE = 5 * SECOND;
/** Endpoints taken at once: the rest is for other workers. */
const LEASES = 50;
/** Requests at once in all; endpoints that fail get half of them at most. */
const AT_ONCE = 1_000;
/** The safety net under LISTEN, and how late a retry may be, ms. */
const IDLE = SECOND;

/**
 * Tells endpoints of events, at least once each: a worker leases an endpoint, takes what is due in order, and posts it. Several requests to
 * one endpoint run at once, and they begin in the order of the sequence. Any number of copies may run; a dead one's endpoints are free
 * again when its leases end, and what it had not written down is sent once more, under the same id.
 */
export function startDelivery({
  db,
  listener,
  vault,
  log,
  allowInsecureUrls,
  now = Date.now,
  leaseMs = LEASE,
  graceMs = GRACE,
  answerWithinMs,
}: DeliveryOptions): Loop {
  const holder = randomUUID();
  const agent = guardedAgent({ allowInsecureUrls });
  const signing = createSigning(vault);
  const lanes = new Map<string, Lane>();
  /** Attempts that wait here, are under way, or are not yet written down. */
  const taken = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let failingUnderWay = 0;
  /** Somebody could not begin because too many were under way. */
  let isCrowded = false;
  let isStopping = false;
  /** Is there news in Postgres? */
  let isAnnounced = true;
  let lookAt = 0;
  let renewAt = 0;

  const recorder = createRecorder({
    db,
    log,
    onRecorded: (ids) => {
      for (const id of ids) taken.delete(id);
    },
  });

  const putBack = (lane: Lane): void => {
    for (const { id } of lane.clear()) taken.delete(id);
  };
  /** The endpoint is not ours any more, or it was changed. */
  const drop = (id: string): void => {
    const lane = lanes.get(id);
    if (lane === undefined) return;
    putBack(lane);
    lanes.delete(id);
  };

  const deliver = async (lane: Lane, message: Message<DueDelivery>): Promise<void> => {
    const { endpoint } = lane;
    const headers = signedHeaders(signing(endpoint, now()), message.id, now(), message.body);
    const sent = await send(
      { url: endpoint.url, body: message.body, headers },
      { agent, ...(answerWithinMs !== undefined && { answerWithinMs }) },
    );
    if (sent === null) return;

    const at = now();
    const { failingSince: before } = lane;
    const isWell = sent.status !== null && isSuccess(sent.status);
    const isHealthNews = lane.learn(isWell, at);
    const outcomes = message.deliveries.map(({ id, failures }) => ({
      ...judge(sent, { at, failures, failingSince: before, jitter: Math.random() }),
      id,
      at,
      endpointId: endpoint.id,
      failingSince: lane.failingSince,
      isHealthNews,
      durationMs: sent.durationMs,
      responseStatus: sent.status,
      responseBody: sent.body,
      error: sent.error,
    }));
    recorder.add(outcomes);
    const heldUntil = outcomes[0]?.heldUntil ?? null;
    if (heldUntil !== null) {
      lane.heldUntil = heldUntil;
      putBack(lane);
    }
    if (outcomes.some(({ disable }) => disable !== null)) drop(lane.id);
  };

  /** Begins as many requests as the lane and all together may have. */
  const begin = (lane: Lane): void => {
    while (!isStopping) {
      const { isFailing } = lane;
      isCrowded ||= underWay.size >= AT_ONCE || (isFailing && failingUnderWay >= AT_ONCE / 2);
      const message = isCrowded ? null : lane.next();
      if (message === null) return;
      if (isFailing) failingUnderWay += 1;
      const request = deliver(lane, message)
        .catch((error: unknown) => {
          log.error({ err: error, endpoint_id: lane.id }, 'an event could not be delivered');
          for (const { id } of message.deliveries) taken.delete(id);
          drop(lane.id);
        })
        .finally(() => {
          lane.ended(message);
          underWay.delete(request);
          if (isFailing) failingUnderWay -= 1;
          begin(lane);
          if (isCrowded || lane.room(now()) > 0) loop.ring();
        });
      underWay.add(request);
    }
  };

  /** Keeps the endpoints that are used, and lets the others go. */
  const renew = async (): Promise<void> => {
    if (lanes.size === 0 || Date.now() < renewAt) return;
    const unused = [...lanes.values()].filter((lane) => lane.isIdle && !lane.wasUsed);
    for (const { id } of unused) drop(id);
    await releaseLeases(
      db,
      holder,
      unused.map(({ id }) => id),
    );
    const kept = new Set(await renewLeases(db, { holder, leaseMs, ids: [...lanes.keys()] }));
    for (const lane of lanes.values()) {
      lane.wasUsed = false;
      if (!kept.has(lane.id)) drop(lane.id);
    }
    renewAt = Date.now() + leaseMs / 3;
  };

  const round = async (): Promise<number> => {
    await renew();
    let leased = 0;
    if (isAnnounced || Date.now() >= lookAt) {
      isAnnounced = false;
      lookAt = Date.now() + IDLE;
      const endpoints = await leaseEndpoints(db, { holder, leaseMs, at: now(), limit: LEASES });
      leased = endpoints.length;
      for (const endpoint of endpoints) {
        const lane = lanes.get(endpoint.id);
        if (lane === undefined) lanes.set(endpoint.id, new Lane(endpoint));
        else lane.endpoint = endpoint;
      }
      for (const lane of lanes.values()) lane.mayHaveMore = true;
    }
    await fill();
    isCrowded = false;
    for (const lane of lanes.values()) begin(lane);
    isAnnounced ||= leased === LEASES;
    return isAnnounced ? 0 : Math.min(IDLE, leaseMs / 3);
  };

  const fill = async (): Promise<void> => {
    const rooms = [...lanes.values()]
      .map((lane) => ({ endpointId: lane.id, room: lane.room(now()) }))
      .filter(({ room }) => room > 0);
    if (rooms.length === 0) return;
    const due = await dueDeliveries(db, { holder, rooms, except: [...taken], at: now() });
    const counts = new Map<string, number>();
    for (const delivery of due) {
      const { endpointId } = delivery;
      counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
      const lane = lanes.get(endpointId);
      if (lane === undefined) continue;
      lane.take(delivery);
      taken.add(delivery.id);
    }
    for (const { endpointId, room } of rooms) {
      const lane = lanes.get(endpointId);
      if (lane !== undefined) lane.mayHaveMore = (counts.get(endpointId) ?? 0) >= room;
    }
  };

  const loop = startLoop({
    listener,
    channel: 'event_deliveries',
    onNotified: (id) => {
      isAnnounced = true;
      if (id !== null) drop(id);
    },
    round,
    onError: (error) => {
      isAnnounced = true;
      log.error({ err: error }, 'events could not be delivered; trying again');
    },
  });

  return {
    async stop() {
      isStopping = true;
      await loop.stop();
      const giveUp = setTimeout(() => void agent.destroy(), graceMs);
      await Promise.all(underWay);
      clearTimeout(giveUp);
      const isWritten = await recorder.finish();
      if (isWritten) await releaseLeases(db, holder, [...lanes.keys()]).catch(() => {});
      await agent.destroy();
    },
  };
}
