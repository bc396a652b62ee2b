import { setTimeout as sleep } from 'node:timers/promises';
import { messagesPerSecond } from '../messaging/pacing.js';
import { attemptSend } from '../sending/attempt-send.js';
import { openRequest, sealRequest } from '../sending/sealed-request.js';
import type { Sender } from '../sending/sending.js';
import { notify } from '../store/append.js';
import { insertMessage, type NewMessage } from '../store/insert-message.js';
import { freeKey, messageAgain, messageOfKey, type MessageKey } from '../store/messages.js';
import type { MessageRow } from '../store/tables.js';
import { isDatabaseUnavailable } from '../store/unavailable.js';
import type { Vault } from '../store/vault.js';
import { uuidV7 } from '../store/uuid-v7.js';
import { Problem } from './problem.js';
import type { SendDependencies } from './send-message.js';
import { problemOfFailure } from './send-problem.js';

/** How long a request waits for its place in the pace of its number, ms; later ones are left to the worker. */
const PATIENCE = 2_000;

/** The message without what this file adds. */
export type Draft = Omit<
  NewMessage,
  | 'id'
  | 'account_id'
  | 'number_id'
  | 'phone_number_id'
  | 'waba_id'
  | 'calling_since'
  | 'next_attempt_at'
  | 'created_at'
  | 'request'
> & {
  /** The body for Meta. */
  readonly request: Readonly<Record<string, unknown>>;
};

/**
 * Writes the message and sends it, or leaves it to the worker where its number or its person has no place soon, or where others to its person
 * wait. A draft that was sent before
 * under the same key, or in place of the same message, is not sent again: the message that it became is returned.
 * @throws Problem what Meta's refusal stands for; `idempotency_key_reused`
 */
export async function dispatchMessage(
  { number, accessToken }: Sender,
  draft: Draft,
  { db, clock, sending }: SendDependencies,
): Promise<MessageRow> {
  const at = clock.now();
  const id = uuidV7(at);
  const place = {
    number: number.phone_number_id,
    recipient: draft.recipient,
    perSecond: messagesPerSecond({
      isCoexistence: number.mode === 'coexistence',
      throughputLevel: number.node?.throughputLevel ?? null,
    }),
  };
  const waitMs = sending.pacer.take(place, at, PATIENCE);
  const message: NewMessage = {
    ...draft,
    id,
    request: sealRequest(sending.vault, id, draft.request),
    account_id: number.account_id,
    number_id: number.id,
    phone_number_id: number.phone_number_id,
    waba_id: number.waba_id,
    calling_since: waitMs === null ? null : new Date(at),
    next_attempt_at: waitMs === null ? new Date(at + sending.pacer.waitFor(place, at)) : null,
    created_at: new Date(at),
  };
  const key = keyOf(message);
  const isFree = async () => key !== null && (await freeKey(db, key, at));
  const row =
    (await insertMessage(db, message)) ??
    ((await isFree()) ? await insertMessage(db, message) : null);
  if (row === null) {
    const before =
      key === null ? await messageAgain(db, draft.again_of ?? '') : await messageOfKey(db, key);
    if (before !== undefined) return toldAgain(before, draft, { vault: sending.vault, number });
    throw new Problem('idempotency_in_progress', 'The message with this key is just being made.', {
      retryAfterMs: 1_000,
    });
  }
  if (waitMs === null || row.calling_since === null) {
    await notify(db, 'sends', row.id);
    return row;
  }
  if (waitMs > 0) await sleep(waitMs);
  try {
    const sent = await attemptSend({ db, graph: sending.graph }, row, {
      accessToken,
      request: draft.request,
      now: () => clock.now(),
      cause: 'api',
    });
    return orProblem(sent.message, number);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    // Meta was called: "try again" could send it twice. The row will say the same (store/messages.ts, abandonCalls) until a status tells more.
    return { ...row, status: 'unknown', calling_since: null };
  }
}

const keyOf = ({
  account_id: accountId,
  number_id: numberId,
  idempotency_key: key,
}: NewMessage): MessageKey | null => (key === null ? null : { accountId, numberId, key });

function toldAgain(
  before: MessageRow,
  { request }: Draft,
  { vault, number }: { vault: Vault; number: Sender['number'] },
): MessageRow {
  if (JSON.stringify(openRequest(vault, before)) !== JSON.stringify(request)) {
    throw new Problem(
      'idempotency_key_reused',
      `This Idempotency-Key sent another message before: ${before.id}.`,
    );
  }
  return orProblem(before, number);
}

function orProblem(message: MessageRow, number: Sender['number']): MessageRow {
  if (message.status === 'failed' && message.error !== null)
    throw problemOfFailure(message.id, message.error, number.explanation);
  return message;
}
