import { appendEvents } from '../../store/append.js';
import { applyStatuses } from '../../store/apply-statuses.js';
import { storeAccountEvents } from '../../store/account-events.js';
import type { ClaimedDelivery, ProcessedDelivery } from '../../store/claim-deliveries.js';
import type { Connection } from '../../store/database.js';
import { inboundKey, storeInboundMessages } from '../../store/inbound-messages.js';
import { statusKey, storeStatuses } from '../../store/message-statuses.js';
import { noteWebhook, SEEN_WITHIN, type WebhookNumber } from '../../store/webhook-numbers.js';
import type { EventElement, InboundElement, StatusElement } from './element.js';
import { applyEvents } from './event-effects.js';
import { describeFate, type Stored } from './fate.js';
import type { ParsedDelivery } from './parse-delivery.js';
import { findRoutes, type Routes } from './routes.js';
import { noteSenders } from './sender-rejections.js';
import { rereadTemplates } from './template-rejections.js';

/** A delivery with what was read from it. */
export interface BatchItem {
  readonly delivery: ClaimedDelivery;
  readonly parsed: ParsedDelivery;
}

type Received<T> = T & { readonly receivedAt: Date };

/** Everything that a batch leads to, with set-based statements in the caller's transaction. Idempotent: each element has a natural key. */
export async function applyBatch(
  tx: Connection,
  items: readonly BatchItem[],
  at: number,
): Promise<ProcessedDelivery[]> {
  const elements = items.flatMap(({ parsed }) => parsed.elements);
  const routes = await findRoutes(tx, elements);
  const statuses = received(items, (element) => element.is === 'status');
  const messages = received(items, (element) => element.is === 'message');
  const events = received(items, (element) => element.is === 'event');

  const stored: Stored = {
    statuses: await storeStatuses(
      tx,
      statuses.map((status) => ({
        ...status,
        numberId: routes.numberOf(status.phoneNumberId)?.id ?? null,
      })),
    ),
    messages: await storeInboundMessages(
      tx,
      messages.map((message) => ({
        ...message,
        numberId: routes.numberOf(message.phoneNumberId)?.id ?? null,
      })),
    ),
    events: await storeAccountEvents(
      tx,
      events.map((event) => toRow(event, routes)),
    ),
  };
  // Whoever has the number now, or nobody: a message sent before its number was released still arrives.
  await applyStatuses(tx, statuses, at);
  await tellOfMessages(tx, messages, { routes, known: stored.messages, at });
  const news = new Map(
    events.filter(({ hash }) => stored.events.has(hash)).map((event) => [event.hash, event]),
  );
  await applyEvents(
    tx,
    [...news.values()].map((event) => ({ event, numbers: routes.numbersAt(event.target) })),
    at,
  );
  await noteSenders(tx, statuses, routes, at);
  const told = statuses.filter((status) => stored.statuses.has(statusKey(status)));
  await rereadTemplates(tx, told, routes, at);
  await noteWebhooks(tx, [...statuses, ...messages], routes);

  return items.map(({ delivery, parsed }) => ({
    id: delivery.id,
    receivedAt: delivery.receivedAt,
    before: delivery.before,
    error: parsed.error,
    elements: parsed.elements.map((element) => describeFate(element, stored, routes)),
  }));
}

/** The elements of one kind, each with the arrival of its delivery. */
function received<T extends ParsedDelivery['elements'][number]>(
  items: readonly BatchItem[],
  isWanted: (element: ParsedDelivery['elements'][number]) => element is T,
): Received<T>[] {
  return items.flatMap(({ delivery, parsed }) =>
    parsed.elements
      .filter(isWanted)
      .map((element) => ({ ...element, receivedAt: delivery.receivedAt })),
  );
}

const toRow = (
  { hash, target, field, meaning, at, receivedAt, value }: Received<EventElement>,
  routes: Routes,
) => ({
  hash,
  wabaId: target.by === 'waba' || target.by === 'digits' ? target.wabaId : null,
  phoneNumberId: target.by === 'phone_number_id' ? target.phoneNumberId : null,
  field,
  kind: meaning.kind,
  access: meaning.access ?? null,
  at,
  receivedAt,
  value,
  waitingDigits:
    target.by === 'digits' && routes.numbersAt(target).length === 0 ? target.digits : null,
});

/** `message.received` for every message that is new and ours. */
async function tellOfMessages(
  tx: Connection,
  messages: readonly InboundElement[],
  { routes, known, at }: { routes: Routes; known: ReadonlySet<string>; at: number },
): Promise<void> {
  const news = new Map(
    messages
      .filter((message) => known.has(inboundKey(message)))
      .map((message) => [inboundKey(message), message]),
  );
  await appendEvents(
    tx,
    [...news.values()].flatMap((message) => {
      const number = routes.numberOf(message.phoneNumberId);
      if (number === undefined) return [];
      return [
        {
          accountId: number.accountId,
          numberId: number.id,
          type: 'message.received',
          at,
          cause: { kind: 'meta_webhook' as const },
          data: {
            number: { id: number.phoneNumberId },
            message: {
              wamid: message.wamid,
              from: message.sender,
              type: message.type,
              occurred_at: new Date(message.at).toISOString(),
              payload: JSON.parse(message.payload) as unknown,
              contact: message.contact === null ? null : (JSON.parse(message.contact) as unknown),
            },
          },
        },
      ];
    }),
  );
}

/** `last_webhook_at`, for the few numbers where it is a minute old. */
async function noteWebhooks(
  tx: Connection,
  elements: readonly Received<StatusElement | InboundElement>[],
  routes: Routes,
): Promise<void> {
  const stale = new Set<string>();
  let newest = new Date(0);
  for (const { phoneNumberId, receivedAt } of elements) {
    const number = routes.numberOf(phoneNumberId);
    if (number === undefined || !isStale(number, receivedAt)) continue;
    stale.add(number.id);
    if (receivedAt > newest) newest = receivedAt;
  }
  await noteWebhook(tx, [...stale], newest);
}

const isStale = ({ lastWebhookAt }: WebhookNumber, receivedAt: Date): boolean =>
  lastWebhookAt === null || receivedAt.getTime() - lastWebhookAt.getTime() >= SEEN_WITHIN;
