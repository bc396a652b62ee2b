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
    ...(value.statuses ?? []).map(
      orBroken('status', (status) => readStatus(status, phoneNumberId)),
    ),
    ...(value.messages ?? []).map(
      orBroken('message', (message) => readMessage(message, phoneNumberId, value)),
    ),
    ...(value.errors ?? []).map(
      orBroken('error', (error) => readError(error, phoneNumberId, receivedAt)),
    ),
  ];
}

/** One element that cannot be read spoils no other. */
const orBroken =
  (kind: string, read: (given: unknown) => Element) =>
  (given: unknown): Element => {
    try {
      return read(given);
    } catch (error) {
      return broken(kind, given, error);
    }
  };

function readStatus(given: unknown, phoneNumberId: string): Element {
  const data = statusSchema.parse(given);
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
    ).slice(0, LONGEST),
    at: data.timestamp,
    callbackData: data.biz_opaque_callback_data ?? null,
    raw: storableJson(withIndexable(given, data.biz_opaque_callback_data)),
  };
}

/** As long as Meta lets our own mark be, characters: an index holds no more than a few thousand bytes. Source: facts/meta.md §1.13. */
const LONGEST = 512;

function withIndexable(given: unknown, mark: string | null | undefined): unknown {
  if (typeof mark !== 'string' || mark.length <= LONGEST) return given;
  return { ...(given as object), biz_opaque_callback_data: mark.slice(0, LONGEST) };
}

function readMessage(given: unknown, phoneNumberId: string, { contacts }: Value): Element {
  const { id, type, timestamp, from, from_user_id: userId } = inboundMessageSchema.parse(given);
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
    contact: contact === undefined ? null : contactJson(contact),
  };
}

/** What is known of a person beside the message: it is no loss where it cannot be kept. */
function contactJson(contact: unknown): string | null {
  try {
    return storableJson(contact);
  } catch {
    return null;
  }
}

/** These errors carry neither id nor time: the same one within an hour is one happening, so that a burst makes one row. */
function readError(given: unknown, phoneNumberId: string, receivedAt: number): Element {
  const { code, title, message, error_data: data } = valueErrorSchema.parse(given);
  const value = storableJson(given);
  const words = data?.details ?? message ?? title ?? 'no text';
  return {
    is: 'event',
    hash: contentHash(['messages.errors', phoneNumberId, Math.floor(receivedAt / HOUR), given]),
    field: 'messages',
    target: { by: 'phone_number_id', phoneNumberId },
    at: receivedAt,
    value,
    meaning: {
      kind: 'error',
      sentence: `Meta reports an error for this number: ${code ?? 'no code'} "${storableText(words)}".`,
      facts: { code: code ?? null },
      event: 'number.health_changed',
      wakes: false,
    },
  };
}
