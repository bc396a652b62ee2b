import type { GraphError, NoAnswer, WriteOutcome } from '../graph/outcome.js';
import { afterRefusal } from './delivery-retry.js';
import type { MessageStatus } from './status-rank.js';

/** What became of one call for a message. */
export type SendVerdict =
  | {
      readonly kind: 'accepted';
      readonly status: Extract<MessageStatus, 'accepted' | 'held'>;
      readonly wamid: string;
      readonly waId: string | null;
      readonly userId: string | null;
      readonly messageStatus: string | null;
    }
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** `why` is empty where Meta refused for good, else why we stopped. */
  | { readonly kind: 'failed'; readonly error: GraphError; readonly why: string }
  /** Meta could not be reached at all, and too late to try again. */
  | { readonly kind: 'not_sent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly failure: NoAnswer };

/** How long sending goes on while Meta cannot be reached at all, ms. */
const UNREACHABLE_FOR = 30 * 60_000;
const UNREACHABLE_PAUSE = 15_000;

/**
 * Judges the outcome of `POST /{phone_number_id}/messages`. A lost reply is `unknown` and never repeated: Meta knows no idempotency key
 * (facts/meta.md §1.14). Only where no connection came about at all is it certain that nothing was sent.
 */
export function judgeSend(
  outcome: WriteOutcome,
  history: { readonly codes: readonly number[]; readonly ageMs: number },
): SendVerdict {
  switch (outcome.kind) {
    case 'accepted':
      return readAccepted(outcome.body);
    case 'refused': {
      const { error } = outcome;
      const codes = [...history.codes, error.code];
      const next = afterRefusal(error, { codes, ageMs: history.ageMs });
      return next.kind === 'retry' ? next : { kind: 'failed', error, why: next.why };
    }
    case 'unknown':
      if (outcome.failure.notSent !== true) return { kind: 'unknown', failure: outcome.failure };
      return history.ageMs < UNREACHABLE_FOR
        ? { kind: 'retry', delayMs: UNREACHABLE_PAUSE }
        : { kind: 'not_sent', why: 'Meta could not be reached for half an hour, so we stopped.' };
  }
}

/** The words of Meta for a message that it holds back. Source: facts/meta.md §5. */
const HELD = new Set(['held_for_quality_assessment', 'paused']);

interface Answer {
  readonly contacts?: readonly { readonly wa_id?: unknown; readonly user_id?: unknown }[];
  readonly messages?: readonly { readonly id?: unknown; readonly message_status?: unknown }[];
}

function readAccepted(body: unknown): SendVerdict {
  const { contacts, messages } = body as Answer;
  const [contact] = contacts ?? [];
  const [message] = messages ?? [];
  if (typeof message?.id !== 'string') {
    const failure = { cause: 'malformed', httpStatus: 200, message: 'no wamid in the answer' };
    return { kind: 'unknown', failure: failure as NoAnswer };
  }
  const messageStatus = text(message.message_status);
  return {
    kind: 'accepted',
    status: messageStatus !== null && HELD.has(messageStatus) ? 'held' : 'accepted',
    wamid: message.id,
    waId: text(contact?.wa_id),
    userId: text(contact?.user_id),
    messageStatus,
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
