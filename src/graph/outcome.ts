/** What Meta said when it refused, whole: kept for people and for Meta's support. Source: facts/meta.md §1.0. */
export interface GraphError {
  readonly httpStatus: number;
  readonly code: number;
  readonly subcode: number | null;
  readonly type: string | null;
  readonly message: string;
  /** `error_user_title`, English because every call asks for `locale=en_US`. */
  readonly title: string | null;
  /** `error_user_msg`. */
  readonly userMessage: string | null;
  /** `error_data.details`: the only place where Meta states waiting times. */
  readonly details: string | null;
  readonly isTransient: boolean;
  readonly fbtraceId: string | null;
  /** Milliseconds Meta asks us to wait, from usage headers or `details`; null when it says nothing. */
  readonly retryAfterMs: number | null;
}

/** Why nothing can be concluded from a call: no answer, or an answer without Meta's error envelope. */
export interface NoAnswer {
  readonly cause: 'timeout' | 'network' | 'server_error' | 'malformed';
  readonly httpStatus: number | null;
  readonly message: string;
  /** No connection came about, so Meta has not done it. */
  readonly notSent?: true;
}

/** Highest percentage in the usage headers of an answer (0–100 and above), null when none came. Source: facts/meta.md §1.17. */
export interface Usage {
  readonly percent: number | null;
  /** Milliseconds until Meta takes calls again, 0 when it takes them now. */
  readonly regainAccessMs: number;
}

/** A read is three-valued: known, refused with Meta's words, or could-not-read. */
export type ReadOutcome<T> =
  | { readonly kind: 'known'; readonly value: T; readonly usage: Usage }
  | { readonly kind: 'refused'; readonly error: GraphError }
  | { readonly kind: 'unreadable'; readonly failure: NoAnswer };

/** A write is three-valued: `unknown` means that Meta may or may not have done it, and only a read can tell. */
export type WriteOutcome =
  | { readonly kind: 'accepted'; readonly body: unknown; readonly usage: Usage }
  | { readonly kind: 'refused'; readonly error: GraphError }
  | { readonly kind: 'unknown'; readonly failure: NoAnswer };
