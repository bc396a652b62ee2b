import type { SendVerdict } from '../messaging/delivery-outcome.js';
import type { MessageError, MessageRow, SendAttempt } from './tables.js';

/** Meta took it. */
export type Accepted = Extract<SendVerdict, { kind: 'accepted' }>;

/** How a call to Meta for a message ended. */
export type SendResult =
  | Accepted
  /** To be sent again at this instant, ms; the worker does. */
  | { readonly kind: 'retry'; readonly nextAttemptAt: number }
  | { readonly kind: 'failed'; readonly error: MessageError }
  /** Nobody knows whether Meta has it. */
  | { readonly kind: 'unknown' };

/** One call as it ended. */
export interface EndedCall<Result = SendResult> {
  readonly at: number;
  readonly attempt: SendAttempt;
  readonly result: Result;
  readonly cause: 'api' | 'timer';
}

/** A message as it is now, and whether statuses wait under its wamid. */
export interface Recorded {
  readonly message: MessageRow;
  readonly hasStatuses: boolean;
}
