import { HOUR, MINUTE } from './clock.js';

const SLOTS = HOUR / MINUTE;

/** How many management calls an app may make on one WABA in an hour. Source: facts/meta.md §1.17. */
export interface CallsPerHour {
  readonly unregistered: number;
  readonly registered: number;
}

/** 200/h, and 5,000/h once the WABA has a registered number. */
export const META_CALLS_PER_HOUR: CallsPerHour = { unregistered: 200, registered: 5_000 };

/** Calls of one app on one WABA over the last hour, counted by the minute. */
export class CallBudget {
  readonly #counts = new Uint32Array(SLOTS);
  #newestMinute = 0;
  #total = 0;

  /** Counts a call unless the hour is full. */
  spend(now: number, limit: number): boolean {
    this.#forget(now);
    if (this.#total >= limit) return false;
    const slot = this.#newestMinute % SLOTS;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.#total += 1;
    return true;
  }

  used(now: number): number {
    this.#forget(now);
    return this.#total;
  }

  /** Minutes until a call would be let through again; 0 while there is room. */
  minutesUntilRoom(now: number, limit: number): number {
    this.#forget(now);
    let left = this.#total;
    for (let minutes = 0; minutes < SLOTS; minutes++) {
      if (left < limit) return minutes;
      left -= this.#counts[(this.#newestMinute + 1 + minutes) % SLOTS] ?? 0;
    }
    return SLOTS;
  }

  #forget(now: number): void {
    const minute = Math.floor(now / MINUTE);
    if (minute - this.#newestMinute >= SLOTS) {
      this.#counts.fill(0);
      this.#total = 0;
      this.#newestMinute = minute;
    }
    while (this.#newestMinute < minute) {
      this.#newestMinute += 1;
      const slot = this.#newestMinute % SLOTS;
      this.#total -= this.#counts[slot] ?? 0;
      this.#counts[slot] = 0;
    }
  }
}
