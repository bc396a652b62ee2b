/** Something that happens by itself at an instant of the simulated clock. */
interface Entry {
  readonly at: number;
  /** Ties are kept in the order they were planned. */
  readonly order: number;
  readonly happen: (at: number) => void;
}

/**
 * What will happen, soonest first. No timers: the world runs what is due whenever it looks at the clock, so that a jump
 * of the clock takes effect on the very next read. A binary heap, because a fleet plans tens of thousands of entries.
 */
export class Agenda {
  #heap: Entry[] = [];
  #planned = 0;

  plan(at: number, happen: (at: number) => void): void {
    const entry = { at, order: this.#planned++, happen };
    this.#heap.push(entry);
    this.#raise(this.#heap.length - 1, entry);
  }

  /** Runs everything due at `now`, in order, including what is planned meanwhile for an instant already past. */
  runDue(now: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#removeFirst();
      next.happen(next.at);
    }
  }

  clear(): void {
    this.#heap = [];
  }

  #raise(from: number, entry: Entry): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || isBefore(parent, entry)) break;
      this.#heap[index] = parent;
      index = parentIndex;
    }
    this.#heap[index] = entry;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      if (left === undefined) break;
      const goRight = right !== undefined && isBefore(right, left);
      const child = goRight ? right : left;
      if (isBefore(last, child)) break;
      this.#heap[index] = child;
      index = 2 * index + (goRight ? 2 : 1);
    }
    this.#heap[index] = last;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
