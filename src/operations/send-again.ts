import { appendAudit } from '../store/append.js';
import { findMessage, idsOfAgain } from '../store/messages.js';
import type { MessageRow } from '../store/tables.js';
import { canSendAgain } from '../messaging/delivery-again.js';
import { openRequest } from '../sending/sealed-request.js';
import { requireScope, type Actor } from './actor.js';
import { dispatchMessage } from './dispatch-message.js';
import { Problem } from './problem.js';
import type { SendDependencies } from './send-message.js';
import { assertCanSend, findSender } from './sender-of.js';

/**
 * Sends a message once more, as a new one with its own id and wamid: where it failed, or where nothing was heard of it for a day. `force`
 * does not wait for that day. The same message is sent again once, however often this is asked; the first time is audited.
 * @throws Problem `insufficient_scope`, `not_found`, `send_again_not_allowed`, and as `sendMessage`
 */
export async function sendAgain(
  actor: Actor,
  idOrWamid: string,
  { force }: { readonly force: boolean },
  deps: SendDependencies,
): Promise<MessageRow> {
  requireScope(actor, 'send');
  const message = await findMessage(deps.db, actor.accountId, idOrWamid);
  if (message === undefined) throw new Problem('not_found', `There is no message ${idOrWamid}.`);
  const ageMs = deps.clock.now() - message.created_at.getTime();
  const allowed = canSendAgain(message.status, ageMs) || (force && message.status === 'unknown');
  if (!allowed) {
    throw new Problem(
      'send_again_not_allowed',
      message.status === 'unknown'
        ? 'Meta may have this message, and its status may still come: it is sent again after 24 hours, or with {"force": true}.'
        : `The message is ${message.status}; only one that failed or of which nothing was heard is sent again.`,
    );
  }
  const sender = await findSender(actor, message.phone_number_id, deps);
  assertCanSend(sender);
  // Before Meta is called: a second message to somebody who may have the first is answered for, whatever becomes of it.
  if (!(await idsOfAgain(deps.db, [message.id])).has(message.id))
    await auditAgain(actor, message, { force }, deps);
  return dispatchMessage(
    sender,
    {
      type: message.type,
      template_key: message.template_key,
      template_name: message.template_name,
      template_language: message.template_language,
      recipient: message.recipient,
      recipient_input: message.recipient_input,
      recipient_country: message.recipient_country,
      request: openRequest(deps.sending.vault, message),
      context: message.context,
      idempotency_key: null,
      again_of: message.id,
      actor: actor.name,
      request_id: actor.requestId,
    },
    deps,
  );
}

const auditAgain = (
  actor: Actor,
  message: MessageRow,
  { force }: { readonly force: boolean },
  { db, clock }: Pick<SendDependencies, 'db' | 'clock'>,
): Promise<void> =>
  appendAudit(db, {
    accountId: message.account_id,
    at: clock.now(),
    keyId: actor.keyId,
    actor: actor.name,
    action: 'message.send_again',
    subject: `message/${message.id}`,
    requestId: actor.requestId,
    details: { number_id: message.phone_number_id, status: message.status, force },
  });
