import type { z } from 'zod';
import {
  contactSchema,
  inboundMessageSchema,
  messagesValueSchema,
  statusSchema,
  valueErrorSchema,
} from '../../graph/payloads.js';
import { HOUR } from '../../onboarding/duration.js';
import { broken } from './broken.js';
import { contentHash } from './content-hash.js';
import type { Element } from './element.js';
import { storableJson, storableText } from './storable.js';

type Value = z.infer<typeof messagesValueSchema>;

/** The field `messages`: every status, message and error of it is an element of its own. @throws ZodError when it names no number */
export function readMessages(given: unknown, receivedAt: number): Element[] {
  const value = messagesValueSchema.parse(given);
  const phoneNumberId = value.metadata.phone_number_id;
  return [
    ...(value.statuses ?? []).map((status) => readStatus(status, phoneNumberId)),
    ...(value.messages ?? []).map((message) => readMessage(message, phoneNumberId, value)),
    ...(value.errors ?? []).map((error) => readError(error, phoneNumberId, receivedAt)),
  ];
}

function readStatus(given: unknown, phoneNumberId: string): Element {
  const parsed = statusSchema.safeParse(given);
  if (!parsed.success) return broken('status', given, parsed.error);
  const { data } = parsed;
  return {
    is: 'status',
    phoneNumberId,
    wamid: storableText(data.id),
    status: storableText(data.status),
    recipient: storableText(
      data.recipient_participant_id ??
        data.recipient_participant_user_id ??
        data.recipient_id ??
        data.recipient_user_id ??
        '',
    ),
    at: data.timestamp,
    callbackData: data.biz_opaque_callback_data ?? null,
    raw: storableJson(given),
  };
}

function readMessage(given: unknown, phoneNumberId: string, { contacts }: Value): Element {
  const parsed = inboundMessageSchema.safeParse(given);
  if (!parsed.success) return broken('message', given, parsed.error);
  const { id, type, timestamp, from, from_user_id: userId } = parsed.data;
  const contact = (contacts ?? []).find((candidate) => {
    const known = contactSchema.safeParse(candidate);
    if (!known.success) return false;
    return (from && known.data.wa_id === from) || (userId && known.data.user_id === userId);
  });
  const sender = from ?? userId ?? null;
  return {
    is: 'message',
    phoneNumberId,
    wamid: storableText(id),
    type: storableText(type),
    sender: sender === null ? null : storableText(sender),
    at: timestamp,
    payload: storableJson(given),
    contact: contact === undefined ? null : storableJson(contact),
  };
}

/** These errors carry neither id nor time: the same one within an hour is one happening, so that a burst makes one row. */
function readError(given: unknown, phoneNumberId: string, receivedAt: number): Element {
  const parsed = valueErrorSchema.safeParse(given);
  if (!parsed.success) return broken('error', given, parsed.error);
  const { code, title, message, error_data: data } = parsed.data;
  const words = data?.details ?? message ?? title ?? 'no text';
  return {
    is: 'event',
    hash: contentHash(['messages.errors', phoneNumberId, Math.floor(receivedAt / HOUR), given]),
    field: 'messages',
    target: { by: 'phone_number_id', phoneNumberId },
    at: receivedAt,
    value: storableJson(given),
    meaning: {
      kind: 'error',
      sentence: `Meta reports an error for this number: ${code ?? 'no code'} "${storableText(words)}".`,
      facts: { code: code ?? null },
      event: 'number.health_changed',
      wakes: false,
    },
  };
}
