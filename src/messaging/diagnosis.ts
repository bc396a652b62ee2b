import type { WaitingOn } from '../onboarding/reasons.js';

/** What Meta's words about a failure mean, and what helps. */
export interface Diagnosis {
  /** Meta's code; null where Meta gave none. */
  readonly code: number | null;
  readonly subcode: number | null;
  /** One or two whole sentences. */
  readonly meaning: string;
  /** Whole sentences, the likeliest first; empty where nothing is known. */
  readonly likelyCauses: readonly string[];
  /** What to do, in whole sentences. */
  readonly fix: string;
  /**
   * now: the same call may succeed shortly, a few times at most. after: it may succeed once `retryAfterS` has passed, or a time that Meta does not
   * state. no: not before something else has changed.
   */
  readonly retry: 'no' | 'after' | 'now';
  /** Seconds: what Meta stated, else what is known of the code; null when neither says. */
  readonly retryAfterS: number | null;
  readonly whoseMove: WaitingOn;
  /** Source tags: diagnosis-sources.ts. */
  readonly source: string;
  /** False: the code is new to us, and `meaning` holds Meta's own words. */
  readonly known: boolean;
}

/** One row of the table behind every diagnosis. */
export interface DiagnosisRow {
  /** One code, or a range of codes that mean the same. */
  readonly code: number | readonly [from: number, to: number];
  readonly subcode?: number | readonly number[];
  /** Any of these stands in Meta's English texts: only where code and subcode are not enough. Case and hyphens do not matter. */
  readonly textIncludes?: readonly string[];
  readonly meaning: string;
  readonly likelyCauses: readonly string[];
  readonly fix: string;
  /** Absent: no. */
  readonly retry?: 'after' | 'now';
  /** Seconds, with `retry: 'after'`; absent: Meta does not say how long. */
  readonly retryAfterS?: number;
  readonly whoseMove: WaitingOn;
  readonly source: string;
}
