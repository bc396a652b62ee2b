import { createHash } from 'node:crypto';
import { diagnoseEnding, type EndingError } from '../messaging/diagnose-ending.js';
import { presentDiagnosis } from '../messaging/present-diagnosis.js';
import type { UnparsedEvent } from '../store/event-attempts.js';
import type { EventRow } from '../store/events.js';
import type { EventCause } from '../store/tables.js';
import { BATCH, type EventType } from './types.js';

/** An event as it is pulled and pushed. Design: api.md §5. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly api_version: 'v1';
  readonly account_id: string;
  /** Its place among the account's events. */
  readonly sequence: string;
  readonly data: Record<string, unknown>;
  readonly cause: EventCause;
}

/** No request is larger, bytes. */
export const LARGEST = 20_000;
/** Events of one batch. */
export const MOST = 100;
/** Room for the batch's own members, bytes. */
const FRAME = 500;

/** `evt_` and the row's id. */
export const eventId = (id: string): string => `evt_${id.replaceAll('-', '')}`;

/** The event as the account gets it, always below {@link LARGEST}. */
export function envelopeOf({ data: written, cause, ...event }: EventRow): Envelope {
  const data = explained(event.type, written);
  const whole = { ...headOf(event), data, cause };
  return fits(JSON.stringify(whole)) ? whole : { ...whole, data: essence(data) };
}

/** The same as JSON. */
function bodyOf({ data: written, cause, ...event }: UnparsedEvent): string {
  // Only what is explained is read: the rest goes out as it lies there.
  const data =
    event.type === EXPLAINED ? JSON.stringify(explained(event.type, JSON.parse(written))) : written;
  const head = JSON.stringify(headOf(event)).slice(0, -1);
  const bodyWith = (content: string): string => `${head},"data":${content},"cause":${cause}}`;
  const body = bodyWith(data);
  return fits(body) ? body : bodyWith(JSON.stringify(essence(JSON.parse(data))));
}

const EXPLAINED: EventType = 'message.failed';

/** The data with what Meta's refusal of a message means, beside it: as `GET /v1/messages/{id}` says it, so that nobody has to ask. */
function explained(type: string, data: Record<string, unknown>): Record<string, unknown> {
  const { message } = data as { message?: { error?: EndingError | null } };
  if (type !== EXPLAINED || message === undefined) return data;
  const diagnosis = diagnoseEnding(message.error ?? null, true);
  return {
    ...data,
    message: { ...message, diagnosis: diagnosis === null ? null : presentDiagnosis(diagnosis) },
  };
}

const fits = (body: string): boolean => Buffer.byteLength(body) < LARGEST - FRAME;

const headOf = (event: Omit<EventRow, 'data' | 'cause'>): Omit<Envelope, 'data' | 'cause'> => ({
  id: eventId(event.id),
  type: event.type,
  created_at: event.created_at.toISOString(),
  api_version: 'v1',
  account_id: event.account_id,
  sequence: event.seq,
});

/** What an event is about, where all of it is too large: whoever wants the rest asks the API. */
function essence(data: Record<string, unknown>): Record<string, unknown> {
  const about = Object.entries(data).flatMap(([name, value]) => {
    const kept = Object.entries(typeof value === 'object' && value !== null ? value : {}).filter(
      ([, member]) => typeof member === 'string' && member.length <= 200,
    );
    return kept.length === 0 ? [] : [[name, Object.fromEntries(kept.slice(0, 10))] as const];
  });
  return { ...Object.fromEntries(about.slice(0, 5)), truncated: true };
}

/** One request: what is sent, under which id, for which deliveries. */
export interface Message<Delivery> {
  /** `webhook-id`: the same content has the same one, however often it is sent. */
  readonly id: string;
  readonly body: string;
  readonly deliveries: readonly Delivery[];
}

interface Deliverable {
  readonly failures: number;
  readonly event: UnparsedEvent;
}

/** From this failure on an event goes alone, so that one which is never accepted holds up no others. */
const ALONE_FROM = 3;

/** The next request out of what waits in order: one event, or the run of message events at its head where they may go together. */
export function nextMessage<Delivery extends Deliverable>(
  waiting: readonly [Delivery, ...Delivery[]],
  batch: boolean,
): Message<Delivery> {
  const [first] = waiting;
  const bodies: string[] = [];
  const deliveries: Delivery[] = [];
  let size = FRAME;
  for (const delivery of batch ? waiting.slice(0, MOST) : [first]) {
    const body = bodyOf(delivery.event);
    size += Buffer.byteLength(body) + 1;
    const goesAlong = isBatchable(delivery) && size < LARGEST;
    if (bodies.length > 0 && !goesAlong) break;
    bodies.push(body);
    deliveries.push(delivery);
    if (!isBatchable(delivery)) break;
  }
  const [body = ''] = bodies;
  if (bodies.length === 1) return { id: eventId(first.event.id), body, deliveries };
  const ids = deliveries.map(({ event }) => event.id).join();
  const id = `batch_${createHash('sha256').update(ids).digest('hex').slice(0, 32)}`;
  const frame = {
    id,
    type: BATCH,
    created_at: first.event.created_at.toISOString(),
    api_version: 'v1',
    account_id: first.event.account_id,
  };
  const opening = JSON.stringify(frame).slice(0, -1);
  return { id, body: `${opening},"data":{"events":[${bodies.join()}]}}`, deliveries };
}

const isBatchable = ({ event, failures }: Deliverable): boolean =>
  event.type.startsWith('message.') && failures < ALONE_FROM;
