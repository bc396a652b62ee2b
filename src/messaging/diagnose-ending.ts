import { diagnose, type Failure } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';

/** Why a message failed, or waits: Meta's error, or why we stopped. */
export type EndingError = Failure & {
  /** Why we stopped trying, where it was not Meta who ended it. */
  readonly stopped?: string | undefined;
};

/** What it means that a message failed, or that Meta refused it for now. Null where nothing failed, or not because of Meta. */
export function diagnoseEnding(error: EndingError | null, failed: boolean): Diagnosis | null {
  // Meta may say that a message failed, and not why.
  if (error === null) return failed ? diagnose({ code: null }) : null;
  return error.code === null && error.stopped !== undefined ? null : diagnose(error);
}
