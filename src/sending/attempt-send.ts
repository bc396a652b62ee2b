import type { GraphError } from '../graph/outcome.js';
import { judgeSend, type SendVerdict } from '../messaging/delivery-outcome.js';
import type { Database } from '../store/database.js';
import { recordSend } from '../store/record-send.js';
import type { SendResult } from '../store/send-result.js';
import type { MessageError, MessageRow, SendAttempt } from '../store/tables.js';
import type { SendPort } from './sending.js';
import { tellOfRefusedSender } from './refused-sender.js';
import { tellOfUnknownTemplate } from './unknown-template.js';

/** What became of one call, and the message as it is now. */
export interface SentAttempt {
  readonly message: MessageRow;
  readonly verdict: SendVerdict;
}

/**
 * One call to Meta for a message whose row is written and marked as being called for. Whatever happens is in the row afterwards; a process
 * that dies in here leaves the mark, and with it a message of which nobody knows.
 */
export async function attemptSend(
  { db, graph }: { readonly db: Database; readonly graph: SendPort },
  message: MessageRow,
  {
    accessToken,
    request,
    now,
    cause,
  }: {
    readonly accessToken: string;
    /** The message's own, opened. */
    readonly request: Readonly<Record<string, unknown>>;
    readonly now: () => number;
    readonly cause: 'api' | 'timer';
  },
): Promise<SentAttempt> {
  const startedAt = now();
  const outcome = await graph.sendMessage(
    { accessToken, at: startedAt },
    message.phone_number_id,
    // Comes back with every status, also when the answer to this call does not. Source: facts/meta.md §1.14.
    { ...request, biz_opaque_callback_data: message.id },
  );
  const at = now();
  const verdict = judgeSend(outcome, {
    codes: message.attempts.flatMap(({ error }) => error?.code ?? []),
    ageMs: at - message.created_at.getTime(),
  });
  const refusal = outcome.kind === 'refused' ? outcome.error : null;

  const attempt: SendAttempt = {
    at: new Date(startedAt).toISOString(),
    finished_at: new Date(at).toISOString(),
    outcome: outcome.kind === 'unknown' && outcome.failure.notSent ? 'not_sent' : outcome.kind,
    ...(refusal !== null && { error: errorOf(refusal) }),
    ...(outcome.kind === 'unknown' && { failure: outcome.failure.message }),
    ...(verdict.kind === 'retry' && { retry_in_ms: verdict.delayMs }),
  };
  const result = resultOf(verdict, at);
  const recorded = await recordSend(db, message, { at, attempt, result, cause });
  if (refusal !== null) {
    await tellOfRefusedSender(db, message, refusal, at);
    await tellOfUnknownTemplate(db, message, refusal, at);
  }
  return { message: recorded, verdict };
}

function resultOf(verdict: SendVerdict, at: number): SendResult {
  switch (verdict.kind) {
    case 'accepted':
      return verdict;
    case 'retry':
      return { kind: 'retry', nextAttemptAt: at + verdict.delayMs };
    case 'failed':
      return { kind: 'failed', error: errorOf(verdict.error, verdict.why) };
    case 'not_sent':
      return { kind: 'failed', error: ownError(verdict.why) };
    case 'unknown':
      return { kind: 'unknown' };
  }
}

/** A failure that is not Meta's: we stopped, and Meta does not have the message. */
export const ownError = (stopped: string): MessageError => ({
  code: null,
  title: null,
  message: null,
  details: null,
  stopped,
});

const errorOf = (error: GraphError, stopped = ''): MessageError => ({
  code: error.code,
  subcode: error.subcode,
  title: error.title,
  message: error.userMessage ?? error.message,
  details: error.details,
  fbtrace_id: error.fbtraceId,
  ...(stopped !== '' && { stopped }),
});
