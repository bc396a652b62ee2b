import { messagesPerSecond, Pacer } from '../messaging/pacing.js';
import { attemptSend, ownError } from '../sending/attempt-send.js';
import { openRequest } from '../sending/sealed-request.js';
import { findMessage, takeForSending } from '../store/messages.js';
import { recordSend } from '../store/record-send.js';
import type { MessageRow, NumberRow } from '../store/tables.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';

export interface SendMessageInput {
  readonly messageId: string;
  /** The workflow's clock, ms. */
  readonly at: number;
}

/** What the run does next. `why` is for Temporal Web. */
export type NextSend =
  | { readonly kind: 'done'; readonly status: string }
  | { readonly kind: 'wait'; readonly delayMs: number; readonly why: string };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** How long a message waits for its number to be live again. */
const LATEST = 6 * 60 * MINUTE;

/**
 * Sends a message that waits, if its time has come: one call at most, whatever happens to this process. A call that somebody else is making,
 * or died in, is left alone until it is known how it ended. Design: api.md §4.
 */
export const makeSendWaitingMessage = (deps: Dependencies) => {
  const { db, graph, vault, crashPoint } = deps;
  const pacer = new Pacer(deps.processes);

  return async ({ messageId, at }: SendMessageInput): Promise<NextSend> => {
    const now = clockFrom(at);
    const message = await findMessage(db, null, messageId);
    if (message === undefined) return { kind: 'done', status: 'gone' };
    if (message.calling_since !== null)
      return { kind: 'wait', delayMs: MINUTE, why: 'a call is under way' };
    if (message.next_attempt_at === null) return { kind: 'done', status: message.status };
    const early = message.next_attempt_at.getTime() - at;
    if (early > 0) return { kind: 'wait', delayMs: early, why: waitingWords(message) };

    const session = await openNumber(deps, message.phone_number_id, at);
    if (session === null || session.number.id !== message.number_id)
      return giveUp(message, 'The number was released before the message was sent.');
    const { number, caller } = session;
    if (number.stage !== 'live') {
      return at - message.created_at.getTime() > LATEST
        ? giveUp(message, 'The number was not live for six hours, so we stopped.')
        : { kind: 'wait', delayMs: 5 * MINUTE, why: 'the number is not live' };
    }
    const place = placeOf(number, message);
    if (pacer.take(place, at, 0) === null)
      return { kind: 'wait', delayMs: Math.max(pacer.waitFor(place, at), 50), why: 'pace' };

    const taken = await takeForSending(db, messageId, at);
    if (taken === undefined) return { kind: 'wait', delayMs: MINUTE, why: 'a call is under way' };
    await crashPoint('send_taken');
    const sent = await attemptSend({ db, graph }, taken, {
      accessToken: caller.accessToken,
      request: openRequest(vault, taken),
      now,
      cause: 'timer',
    });
    return sent.verdict.kind === 'retry'
      ? { kind: 'wait', delayMs: sent.verdict.delayMs, why: waitingWords(sent.message) }
      : { kind: 'done', status: sent.message.status };

    async function giveUp(waiting: MessageRow, stopped: string): Promise<NextSend> {
      const time = new Date(at).toISOString();
      const recorded = await recordSend(db, waiting, {
        at,
        attempt: { at: time, finished_at: time, outcome: 'not_sent', failure: stopped },
        result: { kind: 'failed', error: ownError(stopped) },
        cause: 'timer',
      });
      return { kind: 'done', status: recorded.status };
    }
  };
};

const placeOf = (number: NumberRow, { recipient }: MessageRow) => ({
  number: number.phone_number_id,
  recipient,
  perSecond: messagesPerSecond({
    isCoexistence: number.mode === 'coexistence',
    throughputLevel: number.node?.throughputLevel ?? null,
  }),
});

function waitingWords({ attempts }: MessageRow): string {
  const last = attempts.at(-1);
  return last === undefined
    ? 'pace'
    : `try ${attempts.length} was refused with ${last.error?.code ?? last.failure ?? 'nothing'}`;
}
