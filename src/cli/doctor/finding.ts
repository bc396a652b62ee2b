/** What one check found. */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly verdict: 'pass' | 'fail' | 'skip';
  /** What is so, or is not, in a few words. */
  readonly detail: string;
  /** What to do about a `fail`. */
  readonly advice?: string;
}

/** Findings of the checks of one part, in the order they were made. */
export type Findings = readonly Finding[];

export const pass = (check: string, detail: string): Finding => ({
  check,
  verdict: 'pass',
  detail,
});

export const fail = (check: string, detail: string, advice: string): Finding => ({
  check,
  verdict: 'fail',
  detail,
  advice,
});

export const skip = (check: string, detail: string): Finding => ({
  check,
  verdict: 'skip',
  detail,
});
