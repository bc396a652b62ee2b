import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Delivery } from '../../store/insert-deliveries.js';
import { acknowledge, refuse } from './answer.js';
import { BATCH_LIMITS, createBatchWriter, type BatchLimits } from './batch-writer.js';
import { readBody } from './read-body.js';
import { createRoom } from './room.js';
import { intakeRoute, type IntakeRoute } from './route.js';
import { signatureOf, signedBy } from './signature.js';
import { createIntakeCounters, type IntakeStats } from './stats.js';

export interface IntakeOptions {
  /** `META_APP_SECRET`; any of them may sign. */
  readonly secrets: readonly string[];
  /** Resolves once the rows are committed. */
  readonly insert: (rows: readonly Delivery[]) => Promise<void>;
  readonly log: Logger;
  readonly limits?: BatchLimits;
  /** Bytes of requests under way, held at once. @default 64 MiB */
  readonly roomBytes?: number;
  readonly now?: () => number;
}

/** Takes Meta's webhooks off the server's hands. */
export interface Intake {
  /** Answers a POST to one of the callbacks; false, and nothing done, for any other request. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  stats(): IntakeStats;
  /** Answers what is under way; the server takes no more by then. */
  close(): Promise<void>;
}

/** Meta sends at most 3 MB. Source: facts/meta.md §4.2. */
export const LARGEST_WEBHOOK = 3 * 1_048_576;
const ROOM = 64 * 1_048_576;
/** What a request costs beside its body, bytes, roughly: it bounds how many there are. */
const REQUEST_COST = 4_096;
/** When to come back, s: after a moment's crowd, and after Postgres failed. */
const SOON = 1;
const LATER = 5;
/** Between two lines about the same trouble, ms. */
const QUIET = 10_000;

/**
 * The way in: signature over the raw bytes, a durable row, then 200 and never before. Everything else is the drain's. It stands before the
 * HTTP framework, whose way to a body costs more than all of this (bench/webhooks-intake.ts). Design: api.md §3.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { secrets, insert, log, limits = BATCH_LIMITS, now = Date.now } = options;
  const counters = createIntakeCounters();
  const room = createRoom(options.roomBytes ?? ROOM);
  const say = sparingly(log, now);
  const writer = createBatchWriter({
    insert,
    limits,
    onBatch(rows, error) {
      counters.batch(rows, error === null);
      if (error !== null)
        say('webhooks could not be stored; Meta was told to send them again', { err: error });
    },
  });
  if (secrets.length === 0)
    log.warn(
      'META_APP_SECRET is not set: every webhook is refused (401). Set it to the app secret of your Meta app.',
    );

  const take = async (
    request: IncomingMessage,
    response: ServerResponse,
    route: IntakeRoute,
  ): Promise<void> => {
    const startedAt = performance.now();
    const signature = signatureOf(request.headers['x-hub-signature-256']);
    const wanted = signature !== null && secrets.length > 0;
    const read = await readBody(request, { limit: LARGEST_WEBHOOK, room, wanted });
    if (read.kind !== 'whole') return refuseRead(request, response, read.kind);
    try {
      const key = signature === null ? null : signedBy(read.body, signature, secrets);
      if (key === null) return refuseRead(request, response, 'unwanted');
      if (!(await writer.store({ receivedAt: now(), route, signedBy: key, body: read.body }))) {
        counters.refuse('not_stored');
        return refuse(request, response, 'unavailable', LATER);
      }
      acknowledge(response);
      counters.acknowledged(performance.now() - startedAt);
    } finally {
      room.release(read.held);
    }
  };

  const refuseRead = (
    request: IncomingMessage,
    response: ServerResponse,
    why: 'too_large' | 'no_room' | 'unwanted' | 'broken',
  ): void => {
    counters.refuse(why === 'unwanted' ? 'unsigned' : why);
    switch (why) {
      case 'too_large':
        return refuse(request, response, 'body_too_large');
      case 'no_room':
        say('more webhooks are under way than there is room for; Meta was told to send them again');
        return refuse(request, response, 'unavailable', SOON);
      case 'unwanted':
        say('a webhook was refused: no secret of META_APP_SECRET signed it');
        return refuse(request, response, 'unauthenticated');
      case 'broken':
        return void response.destroy();
    }
  };

  return {
    handle(request, response) {
      if (request.method !== 'POST' || request.url === undefined) return false;
      const route = intakeRoute(request.url);
      if (route === null) return false;
      if (room.reserve(REQUEST_COST)) {
        take(request, response, route)
          .catch((error: unknown) => {
            log.error({ err: error }, 'a webhook could not be taken');
            response.destroy();
          })
          .finally(() => room.release(REQUEST_COST));
      } else {
        request.resume();
        refuseRead(request, response, 'no_room');
      }
      return true;
    },
    stats: () => counters.read({ waiting: writer.waiting, heldBytes: room.taken }),
    close: () => writer.close(),
  };
}

/** A warning for the first of many equal troubles, with how many there were since the last line. */
function sparingly(log: Logger, now: () => number) {
  const seen = new Map<string, { at: number; count: number }>();
  return (message: string, facts: Record<string, unknown> = {}): void => {
    const last = seen.get(message) ?? { at: -Infinity, count: 0 };
    const count = last.count + 1;
    if (now() - last.at < QUIET) return void seen.set(message, { ...last, count });
    log.warn({ ...facts, count }, message);
    seen.set(message, { at: now(), count: 0 });
  };
}
