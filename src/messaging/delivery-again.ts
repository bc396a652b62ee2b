import type { MessageStatus } from './status-rank.js';

/** A message of which nothing was heard for so long is shown with its meaning, ms. Source: issue 6 §2. */
export const UNHEARD_OF_AFTER = 24 * 3_600_000;

/** May a message be sent once more without anybody getting it twice, as far as can be known? */
export function canSendAgain(status: MessageStatus, ageMs: number): boolean {
  return status === 'failed' || (status === 'unknown' && ageMs >= UNHEARD_OF_AFTER);
}

/** What people read about a message that tells nothing by itself; null where the status word says it all. */
export function explainStatus(
  status: MessageStatus,
  message: {
    readonly ageMs: number;
    readonly messageStatus: string | null;
    /** A call to Meta for it is under way, or was cut off. */
    readonly isCalledFor: boolean;
    /** It was sent again, as another message. */
    readonly isReplaced: boolean;
    /** How the last call to Meta for it ended; null: there was none. */
    readonly lastCall: 'accepted' | 'refused' | 'unknown' | 'not_sent' | null;
    /** Delivered, or read. */
    readonly arrived: boolean;
    readonly failed: boolean;
  },
): string | null {
  if (message.failed && message.arrived)
    return 'Meta reported both that this message arrived and that it failed. That it arrived is proof, so that counts; the error is kept.';
  if (message.isCalledFor)
    return 'Meta is just being asked to send this message. Should that call have been cut off, Meta may have the message: it is not sent again by itself.';
  switch (status) {
    case 'queued':
      return 'The message waits for its place in the pace of this number or this person; it is sent by itself.';
    case 'retrying':
      return message.lastCall === 'not_sent'
        ? 'Meta could not be reached; the message is sent again by itself.'
        : 'Meta refused the message for now; it is sent again by itself.';
    case 'held':
      return message.messageStatus === 'paused'
        ? 'Meta accepted the message and paused its delivery.'
        : 'Meta accepted the message and holds it back while it judges the quality of this template (pacing); it is delivered or dropped (132015), mostly within an hour.';
    case 'unknown':
      if (message.isReplaced)
        return 'The answer to the send was lost, and no status came. Another message was sent in its place.';
      return message.ageMs < UNHEARD_OF_AFTER
        ? 'The answer to the send was lost, or did not say, so Meta may have the message. It is not sent again by itself; a status of it binds it.'
        : 'The answer to the send was lost, or did not say, and no status came for 24 hours: most likely Meta never had it. It can be sent again.';
    default:
      return null;
  }
}
