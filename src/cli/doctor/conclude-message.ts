import { presentMessage } from '../../api/present/message.js';
import type { MessageRow } from '../../store/tables.js';

type Presented = ReturnType<typeof presentMessage>;

/** What is to be said of a message that is not watched any longer. */
export interface Conclusion {
  /** It arrived, or at least was sent. */
  readonly isWell: boolean;
  readonly lines: readonly string[];
}

/** Says where a message stands at the end of the wait, at `at`, ms, in the words in which the API shows it, and what to do about it. */
export function concludeMessage(message: MessageRow, at: number): Conclusion {
  const presented = presentMessage(message, at);
  const { status, explanation, error, next_attempt_at: next } = presented;
  const isWell = ['sent', 'delivered', 'read', 'played'].includes(status);
  switch (status) {
    case 'delivered':
    case 'read':
    case 'played':
      return {
        isWell,
        lines: [
          `pass  the message is ${status}`,
          ...(explanation === null ? [] : [`      ${explanation}${codeOf(error)}`]),
        ],
      };
    case 'failed':
      return { isWell, lines: refusal(presented, 'fail') };
    case 'sent':
      return { isWell, lines: ['pass  the message is sent; nothing more was heard in time'] };
    case 'accepted':
      return {
        isWell,
        lines: [
          'fail  nothing more was heard in time: the message is accepted',
          '      → Is the worker running, and does Meta reach the webhook? See "last webhook" above.',
        ],
      };
    case 'queued':
    case 'retrying':
    case 'unknown':
    case 'held':
      return {
        isWell,
        lines: [
          `fail  the message is ${status}. ${explanation ?? ''}`.trimEnd(),
          ...(error === null ? [] : refusal(presented, '    ')),
          ...(next === null ? [] : [nextAttempt(next, at)]),
        ],
      };
    default:
      return status satisfies never;
  }
}

/** What Meta, or we, ended the last attempt with, and what to do about that. */
function refusal({ error, diagnosis }: Presented, verdict: string): readonly string[] {
  const why = error?.stopped ?? diagnosis?.meaning ?? error?.message;
  const what = [error?.code, why].filter(Boolean).join(' ') || 'the message failed';
  return [`${verdict}  ${what}`, ...(diagnosis === null ? [] : [`      → ${diagnosis.fix}`])];
}

/** A worker takes what is due: where it did not, that is what to look at. */
const nextAttempt = (next: string, at: number): string =>
  Date.parse(next) > at
    ? `      The next attempt is at ${next}.`
    : `      → The next attempt was due at ${next}. Is the worker running?`;

const codeOf = (error: Presented['error']): string =>
  error === null || error.code === null ? '' : ` Its code: ${error.code}.`;
