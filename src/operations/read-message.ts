import { redactDeep } from '../graph/redact.js';
import { openRequest } from '../sending/sealed-request.js';
import { findMessage } from '../store/messages.js';
import type { MessageRow } from '../store/tables.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

/** A message by our id or by wamid, as the actor may read it. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readMessage(
  actor: Actor,
  idOrWamid: string,
  { db }: Pick<Dependencies, 'db'>,
): Promise<MessageRow> {
  requireScope(actor, 'read');
  const message = await findMessage(db, actor.readsAccountId, idOrWamid);
  if (message === undefined) throw new Problem('not_found', `There is no message ${idOrWamid}.`);
  return message;
}

/** The exact request to Meta; what looks like an access token is not shown. Null when the key that sealed it is gone. */
export function exactRequest(
  message: MessageRow,
  { vault }: Pick<Dependencies, 'vault'>,
): Record<string, unknown> | null {
  try {
    const request = { ...openRequest(vault, message), biz_opaque_callback_data: message.id };
    return redactDeep(request, []) as Record<string, unknown>;
  } catch {
    return null;
  }
}
