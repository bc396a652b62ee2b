import { HOUR, MINUTE } from './duration.js';
import type { PhoneNode } from './normalise.js';
import { stretch } from './schedule.js';

/**
 * One list read of a WABA shows fields and callbacks of all its numbers, so both are read hourly; what only the WABA's own node tells is read
 * every {@link FACTS_EVERY}. Source: design/onboarding.md §6.
 */
const USUAL = HOUR;
/** While one of its numbers may be about to lose something. */
const RISKY = 30 * MINUTE;
/** Two looks this far apart must agree before a live number is woken because of what they found. */
export const AGREEING_LOOKS = 2 * MINUTE;
/** The first pause after a sweep that Meta did not answer; doubled each time. */
const FIRST_PAUSE = 5 * MINUTE;
/** How old the WABA's own facts may be. */
export const FACTS_EVERY = 6 * HOUR;

const RISKY_QUALITY: readonly (string | null)[] = ['YELLOW', 'RED'];
const RISKY_STATUS: readonly (string | null)[] = [
  'FLAGGED',
  'RESTRICTED',
  'RATE_LIMITED',
  'DISCONNECTED',
];

/** May this number soon lose something, so that its WABA is looked at more often? */
export const isRisky = ({
  qualityRating,
  status,
}: Pick<PhoneNode, 'qualityRating' | 'status'>): boolean =>
  RISKY_QUALITY.includes(qualityRating) || RISKY_STATUS.includes(status);

/** What the next sweep of a WABA depends on. */
export interface SweepOutlook {
  readonly isRisky: boolean;
  /** One look found something that a second one must confirm. */
  readonly mustConfirm: boolean;
  /** Sweeps in a row that Meta did not answer. */
  readonly failures: number;
  /** A known instant that must not be passed, ms: a restriction ends. */
  readonly until: number | null;
  readonly usagePercent: number | null;
  readonly at: number;
  readonly pace: number;
  /** In [-1, 1]: ± 10 %. */
  readonly jitter: number;
}

/** When a WABA is swept next, ms. Pure; later than `at`, and never past a known instant. */
export function nextSweepAt({
  isRisky: risky,
  mustConfirm,
  failures,
  until,
  usagePercent,
  at,
  pace,
  jitter,
}: SweepOutlook): number {
  const usual = (risky ? RISKY : USUAL) * stretch(usagePercent ?? 0);
  const varied = (failures > 0 ? Math.min(FIRST_PAUSE * 2 ** (failures - 1), usual) : usual) * pace;
  const delay = mustConfirm ? AGREEING_LOOKS * pace : varied * (1 + 0.1 * jitter);
  const next = at + Math.max(Math.round(delay), 1);
  return until !== null && until > at ? Math.min(next, until) : next;
}
