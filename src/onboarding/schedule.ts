import { DAY, HOUR, MINUTE, SECOND } from './duration.js';

/** Which rhythm a wait follows. The schedule *is* the cost: design/onboarding.md §5. */
export type Cadence =
  | 'unreadable' // Meta does not answer: 1, 2, 4 … 15 min
  | 'activating'
  | 'name_review'
  | 'person' // an operator or the customer must act
  | 'steady' // 15 min for a day, then hourly
  | 'hourly'
  | 'daily';

/** A run of equal delays, up to an age of the situation. */
interface Phase {
  readonly untilAge: number;
  readonly delay: number;
}

const PHASES: Record<Exclude<Cadence, 'unreadable'>, readonly Phase[]> = {
  activating: [
    { untilAge: 10 * MINUTE, delay: MINUTE },
    { untilAge: HOUR, delay: 5 * MINUTE },
    { untilAge: 6 * HOUR, delay: 15 * MINUTE },
    { untilAge: 5 * DAY, delay: HOUR },
    { untilAge: Infinity, delay: 6 * HOUR },
  ],
  name_review: [
    { untilAge: 5 * MINUTE, delay: MINUTE },
    { untilAge: HOUR, delay: 5 * MINUTE },
    { untilAge: 12 * HOUR, delay: 30 * MINUTE },
    { untilAge: 3 * DAY, delay: HOUR },
    { untilAge: 7 * DAY, delay: 3 * HOUR },
    { untilAge: 30 * DAY, delay: 6 * HOUR },
    { untilAge: Infinity, delay: DAY },
  ],
  person: [
    { untilAge: HOUR, delay: 15 * MINUTE },
    { untilAge: DAY, delay: HOUR },
    { untilAge: 7 * DAY, delay: 6 * HOUR },
    { untilAge: Infinity, delay: DAY },
  ],
  steady: [
    { untilAge: DAY, delay: 15 * MINUTE },
    { untilAge: Infinity, delay: HOUR },
  ],
  hourly: [{ untilAge: Infinity, delay: HOUR }],
  daily: [{ untilAge: Infinity, delay: DAY }],
};

/** Ages after a write at which its effect is looked for. */
const AFTER_A_WRITE = [5 * SECOND, 20 * SECOND, 50 * SECOND, 110 * SECOND];

/** Parking ends the run of a wait at least this long (before pace) in which a person is awaited. */
export const PARK_FROM = DAY;

export interface Wait {
  readonly cadence: Cadence;
  readonly at: number;
  /** When the situation began (ms): the age picks the phase. */
  readonly since: number;
  /** When the last write that may still take effect was made; null when none. */
  readonly wroteAt: number | null;
  /** For `unreadable`: failed reads in a row, at least 1. */
  readonly times: number;
  /** A known instant that the wait must not pass; null when none. */
  readonly until: number | null;
  /** Multiplies every delay. */
  readonly pace: number;
  /** In [-1, 1]; the delay varies by ± 10 %, so that numbers added together do not poll together. */
  readonly jitter: number;
  /** How much of Meta's call budget for the WABA is used, from its usage header; null when it said nothing. */
  readonly usagePercent?: number | null;
}

/** How long to wait, ms, and how long it is at pace 1, which decides about parking. */
export interface Delay {
  readonly delayMs: number;
  readonly unpacedMs: number;
}

/** The next delay of a wait. Promises: never past `until`, at least 1 ms, pure. */
export function nextDelay(wait: Wait): Delay {
  const unpaced = afterWrite(wait) ?? byAge(wait) * stretch(wait.usagePercent ?? 0);
  const jittered = unpaced * (1 + 0.1 * wait.jitter) * wait.pace;
  // An instant that has passed calls for nothing: what it opened was looked at in this turn.
  const untilKnown = wait.until === null || wait.until <= wait.at ? Infinity : wait.until - wait.at;
  const delayMs = Math.max(Math.round(Math.min(jittered, untilKnown)), 1);
  return { delayMs, unpacedMs: untilKnown < jittered ? untilKnown / wait.pace : unpaced };
}

/** By how much polls of a WABA stretch as its call budget runs out. Source: facts/meta.md §1.17. */
export function stretch(usagePercent: number): number {
  if (usagePercent < 75) return 1;
  return usagePercent < 90 ? 2 : 4;
}

function afterWrite({ wroteAt, at, pace }: Wait): number | null {
  if (wroteAt === null) return null;
  const age = (at - wroteAt) / pace;
  // A jittered wake a little before its instant must not be followed by a tiny second wait.
  const next = AFTER_A_WRITE.find((instant) => instant > age * 1.25);
  return next === undefined ? null : next - age;
}

function byAge({ cadence, at, since, times, pace }: Wait): number {
  if (cadence === 'unreadable') return Math.min(2 ** (Math.max(times, 1) - 1), 15) * MINUTE;
  const age = Math.max(at - since, 0) / pace;
  const phase = PHASES[cadence].find(({ untilAge }) => age < untilAge);
  return phase?.delay ?? DAY;
}
