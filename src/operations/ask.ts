import { randomUUID } from 'node:crypto';
import { appendAudit } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { addIntent } from '../store/intents.js';
import type { IntentKind, NumberRow } from '../store/tables.js';
import { owners } from '../store/vault.js';
import { requestWake } from '../store/wakeups.js';
import { type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';

/** What is wanted of a number; `secret` is a code or PIN and is stored encrypted only. */
export interface Wish {
  readonly kind: IntentKind;
  readonly payload?: Record<string, unknown>;
  readonly secret?: string;
}

/** Stores the wish, who had it, and that the number must have a turn: all in the caller's transaction. Returns the intent's id. */
export async function ask(
  tx: Connection,
  actor: Actor,
  number: Pick<NumberRow, 'id' | 'phone_number_id' | 'account_id'>,
  { kind, payload = {}, secret }: Wish,
  { clock, vault }: Pick<Dependencies, 'clock' | 'vault'>,
): Promise<string> {
  const at = clock.now();
  const id = randomUUID();
  await addIntent(tx, {
    id,
    numberId: number.id,
    kind,
    payload,
    ...(secret === undefined ? {} : { encryptedPayload: vault.encrypt(secret, owners.intent(id)) }),
    actor: actor.name,
    requestId: actor.requestId,
    at,
  });
  await audit(tx, actor, `number.${kind}`, number, at, payload);
  await requestWake(tx, number.phone_number_id, kind, at);
  return id;
}

/** One row in the audit log about a number, in the caller's transaction. */
export function audit(
  tx: Connection,
  actor: Actor,
  action: string,
  number: Pick<NumberRow, 'phone_number_id' | 'account_id'>,
  at: number,
  details: Record<string, unknown> = {},
): Promise<void> {
  return appendAudit(tx, {
    accountId: number.account_id,
    at,
    keyId: actor.keyId,
    actor: actor.name,
    action,
    subject: `number/${number.phone_number_id}`,
    requestId: actor.requestId,
    details,
  });
}
