/** Milliseconds in a second, a minute, an hour and a day: every duration of the simulator is built from these. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * The one clock of the simulator: windows, codes, reviews and delays run on it. It flows `pace` times as fast as the
 * real one and only ever goes forward, so that a test may jump over three days between two requests.
 */
export class SimulatedClock {
  readonly #realNow: () => number;
  readonly #initialPace: number;
  #pace: number;
  #realAnchor: number;
  #anchor: number;

  constructor(options: { pace?: number | undefined; now?: (() => number) | undefined } = {}) {
    this.#realNow = options.now ?? Date.now;
    this.#initialPace = options.pace ?? 1;
    this.#pace = this.#initialPace;
    this.#realAnchor = this.#realNow();
    this.#anchor = this.#realAnchor;
  }

  get pace(): number {
    return this.#pace;
  }

  /** Simulated time in ms since 1970. */
  now(): number {
    return Math.floor(this.#anchor + (this.#realNow() - this.#realAnchor) * this.#pace);
  }

  advance(milliseconds: number): void {
    this.#anchor += milliseconds;
  }

  /** Sets the clock to an instant; an instant in the past changes nothing. */
  moveForwardTo(instant: number): void {
    const ahead = instant - this.now();
    if (ahead > 0) this.#anchor += ahead;
  }

  setPace(pace: number): void {
    this.#anchor = this.now();
    this.#realAnchor = this.#realNow();
    this.#pace = pace;
  }

  /** Back to the real time and the pace it was made with. */
  reset(): void {
    this.#realAnchor = this.#realNow();
    this.#anchor = this.#realAnchor;
    this.#pace = this.#initialPace;
  }

  /** How long a simulated duration takes on the wall. */
  realDuration(milliseconds: number): number {
    return milliseconds / this.#pace;
  }
}

/** Reads an ISO time or epoch milliseconds; undefined when it is neither. */
export function parseInstant(value: string | number): number | undefined {
  const text = String(value).trim();
  const instant = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(instant) ? instant : undefined;
}
