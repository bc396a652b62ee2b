import type { FailureClass } from './failure-class.js';

/** One row of the error catalogue: what Meta means by a refusal and what helps. */
export interface ErrorRow {
  /** One code, or a range of codes that mean the same. */
  readonly code: number | readonly [from: number, to: number];
  readonly subcode?: number | readonly number[];
  /** Any of these stands in Meta's English texts: only where code and subcode are not enough. Case and hyphens do not matter. */
  readonly textIncludes?: readonly string[];
  readonly meaning: string;
  /**
   * delay: the same call may succeed later. person: the customer or the operator must act. fix: our request or configuration is
   * wrong. service: another call of ours is the remedy. permanent: never for this number, message or recipient, or done already.
   */
  readonly retry: 'delay' | 'person' | 'fix' | 'service' | 'permanent';
  readonly likelyCause: string;
  readonly action: string;
  /** Source tags of facts/meta.md §0.1. */
  readonly source: string;
  /** What it means to onboarding; absent where onboarding does not tell it from any other refusal. */
  readonly failureClass?: FailureClass;
}
