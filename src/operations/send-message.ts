import { readPhone, readUserId, type Recipient } from '../messaging/recipient.js';
import { serviceWindow, describeClosedWindow } from '../messaging/window.js';
import type { Sender, Sending } from '../sending/sending.js';
import { lastInboundAt } from '../store/last-inbound.js';
import type { MessageRow } from '../store/tables.js';
import { requireScope, type Actor } from './actor.js';
import { composeMessage, type ComposedMessage, type MessageContent } from './compose-message.js';
import type { Dependencies } from './dependencies.js';
import { dispatchMessage } from './dispatch-message.js';
import { Problem } from './problem.js';
import { assertCanSend, findSender } from './sender-of.js';

/** One message as its sender asks for it. */
export interface SendRequest {
  /** A phone number as people write it. */
  readonly to: string | null;
  /** A business-scoped user id. */
  readonly recipient: string | null;
  readonly defaultCountry: string | undefined;
  readonly content: MessageContent;
  readonly context: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
}

/** A message that could be sent: every check that does not need Meta has passed. */
export interface PreparedMessage {
  readonly sender: Sender;
  readonly recipient: Recipient;
  readonly composed: ComposedMessage;
  /** The body for Meta. */
  readonly request: Record<string, unknown>;
}

/** Dependencies of everything that sends. */
export type SendDependencies = Pick<Dependencies, 'db' | 'clock'> & { readonly sending: Sending };

/**
 * Checks everything that can be known without Meta: recipient, number, token, template, parameters, links, window.
 * @throws Problem `insufficient_scope`, `not_found`, `number_not_live`, `token_invalid`, `recipient_invalid`, `template_unusable`,
 * `parameters_mismatch`, `outside_service_window`
 */
export async function prepareMessage(
  actor: Actor,
  phoneNumberId: string,
  {
    to,
    recipient: userId,
    defaultCountry,
    content,
  }: Omit<SendRequest, 'context' | 'idempotencyKey'>,
  deps: SendDependencies,
): Promise<PreparedMessage> {
  requireScope(actor, 'send');
  const sender = await findSender(actor, phoneNumberId, deps);
  assertCanSend(sender);
  const recipient = recipientOf(to, userId, defaultCountry);
  const composed = await composeMessage(sender.number, content, deps);
  if (content.kind === 'text' && !content.force) await assertWindowOpen(sender, recipient, deps);
  const request = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(recipient.kind === 'phone' ? { to: recipient.id } : { recipient: recipient.id }),
    type: composed.type,
    [composed.type]: composed.body,
  };
  return { sender, recipient, composed, request };
}

/**
 * Sends one message: its row is written first, then Meta is called once. What comes back may also be `queued`, `retrying` or `unknown`; the
 * same Idempotency-Key gives the message that it sent before.
 * @throws Problem as {@link prepareMessage}, and what Meta's refusal stands for, with `message_id`
 */
export async function sendMessage(
  actor: Actor,
  phoneNumberId: string,
  asked: SendRequest,
  deps: SendDependencies,
): Promise<MessageRow> {
  const prepared = await prepareMessage(actor, phoneNumberId, asked, deps);
  const { sender, recipient, composed, request } = prepared;
  return dispatchMessage(
    sender,
    {
      type: composed.type,
      template_key: composed.templateKey,
      template_name: composed.templateName,
      template_language: composed.templateLanguage,
      recipient: recipient.id,
      recipient_input: asked.to ?? asked.recipient ?? '',
      recipient_country: recipient.country,
      request,
      context: { ...asked.context },
      idempotency_key: asked.idempotencyKey,
      again_of: null,
      actor: actor.name,
      request_id: actor.requestId,
    },
    deps,
  );
}

/** @throws Problem `recipient_invalid` */
export function recipientOf(
  to: string | null,
  userId: string | null,
  defaultCountry: string | undefined,
): Recipient {
  const read = to !== null ? readPhone(to, defaultCountry) : readUserId(userId ?? '');
  if (read.ok) return read.recipient;
  const given = to !== null ? '/to' : '/recipient';
  const pointer = read.about === 'country' ? '/default_country' : given;
  throw new Problem('recipient_invalid', read.problem, {
    errors: [{ pointer, detail: read.problem }],
  });
}

async function assertWindowOpen(
  { number }: Sender,
  recipient: Recipient,
  { db, clock }: SendDependencies,
): Promise<void> {
  const lastAt = await lastInboundAt(db, {
    phoneNumberId: number.phone_number_id,
    recipient: recipient.id,
  });
  const window = serviceWindow(lastAt, clock.now());
  if (window.isOpen) return;
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  throw new Problem('outside_service_window', describeClosedWindow(window), {
    members: { last_inbound_at: iso(window.lastInboundAt), closed_at: iso(window.closesAt) },
  });
}
