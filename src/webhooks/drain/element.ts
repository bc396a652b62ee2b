import type { Meaning } from './meaning.js';

/** A status of a message; `recipient` tells the members of a group apart. */
export interface StatusElement {
  readonly is: 'status';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly status: string;
  readonly recipient: string;
  readonly at: number;
  /** `biz_opaque_callback_data`: our message id where we sent it. */
  readonly callbackData: string | null;
  /** The whole element as JSON. */
  readonly raw: string;
}

/** A message that came in. */
export interface InboundElement {
  readonly is: 'message';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly type: string;
  readonly sender: string | null;
  readonly at: number;
  readonly payload: string;
  readonly contact: string | null;
}

/** Whom an account event concerns. A name update and its like carry no phone number id. Source: facts/meta.md §0.4.3. */
export type Target =
  | { readonly by: 'phone_number_id'; readonly phoneNumberId: string }
  | { readonly by: 'digits'; readonly wabaId: string; readonly digits: string }
  | { readonly by: 'waba'; readonly wabaId: string }
  | { readonly by: 'nobody' };

/** Something that happened to a number or an account. */
export interface EventElement {
  readonly is: 'event';
  /** Content hash. */
  readonly hash: string;
  readonly field: string;
  readonly target: Target;
  readonly at: number;
  readonly value: string;
  readonly meaning: Meaning;
}

/** Kept in the delivery's body and nowhere else: nothing of ours depends on it, it is unknown to us, or it cannot be read. */
export interface OtherElement {
  readonly is: 'other';
  readonly kind: string;
  readonly key: string;
  readonly fate: 'passed_over' | 'unknown_kind' | 'error';
  readonly phoneNumberId: string | null;
  readonly error?: string;
}

/** One thing that a delivery tells. */
export type Element = StatusElement | InboundElement | EventElement | OtherElement;
