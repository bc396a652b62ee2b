/** One answer of Meta's that many numbers got within minutes. */
export interface Incident {
  /** ISO 8601. */
  readonly since: string;
  readonly numbers: number;
  /** Meta's code; null where Meta did not answer at all. */
  readonly code: string | null;
  /** The reasons that these numbers stand at. */
  readonly reasons: readonly string[];
}

/** Fewer numbers are their own trouble, not Meta's. */
export const INCIDENT_SIZE = 5;
/** How recently they must have got the answer, ms. */
export const INCIDENT_WINDOW = 20 * 60_000;
/** Reasons that speak of Meta rather than of one number. */
export const INCIDENT_REASONS = [
  'meta_unreachable',
  'attempt_spaced',
  'refused_unknown',
  'read_refused_unknown',
] as const;
