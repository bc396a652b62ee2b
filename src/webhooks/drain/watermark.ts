import { SECOND } from '../../onboarding/duration.js';

/** How often everything above the floor is looked through for what was overtaken, ms. */
const SWEEP_EVERY = SECOND / 2;
/** Ids are given before their rows are committed: below the mark of so long ago nothing new appears, ms. */
const SETTLED_AFTER = 15 * SECOND;
/** How often everything is looked through, ms: a delivery that is processed once more has an old id. */
const FULL_EVERY = 60 * SECOND;

/** Where one claim starts, and whether it looks for what was overtaken. */
export interface Start {
  readonly after: string;
  readonly isSweep: boolean;
}

/**
 * Keeps claims from scanning the dead tuples of what was processed. The mark is the highest id claimed: claims usually start there. The
 * floor is where everything below is known to be done: a sweep starts there, because ids become visible out of order, and because another
 * drain may die with its batch.
 */
export class Watermark {
  #mark = 0n;
  #floor = 0n;
  #settling: { readonly mark: bigint; readonly at: number } | null = null;
  #sweptAt = -Infinity;
  #fullAt = -Infinity;

  /** Where the next claim starts; `thorough`: it must not miss what was overtaken. */
  next(at: number, { thorough }: { thorough: boolean }): Start {
    if (at - this.#fullAt >= FULL_EVERY) {
      this.#fullAt = at;
      this.#floor = 0n;
    }
    const isSweep = thorough || at - this.#sweptAt >= SWEEP_EVERY;
    if (isSweep) this.#sweptAt = at;
    return { after: String(isSweep ? this.#floor : this.#mark), isSweep };
  }

  /** These ids were claimed. */
  claimed(ids: readonly string[]): void {
    for (const id of ids.map(BigInt)) if (id > this.#mark) this.#mark = id;
  }

  /** A sweep found `lowest` to be the lowest id that waits, null when none does: the floor rises to it, never above what has settled. */
  swept(lowest: string | null, at: number): void {
    const settled = this.#settled(at);
    const open = lowest === null ? settled : BigInt(lowest) - 1n;
    const floor = open < settled ? open : settled;
    if (floor > this.#floor) this.#floor = floor;
  }

  /** Everything is looked through next time, old ids too. */
  reset(): void {
    this.#fullAt = -Infinity;
    this.#sweptAt = -Infinity;
  }

  #settled(at: number): bigint {
    const settling = this.#settling;
    if (settling !== null && at - settling.at < SETTLED_AFTER) return this.#floor;
    this.#settling = { mark: this.#mark, at };
    return settling?.mark ?? 0n;
  }
}
