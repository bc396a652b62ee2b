/** Which requests a fault hits; what is left out matches everything. */
export interface FaultMatch {
  readonly method?: string | undefined;
  /** Without a slash the last segment of the path (`register` is not `deregister`), with one any part of it. */
  readonly path?: string | undefined;
  readonly number?: string | undefined;
}

/** What happens to a request that is hit. Source: simulator.md §3. */
export interface FaultEffect {
  /** With `code` the error envelope, alone an answer from Meta's edge: no Graph error in it. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  readonly user_title?: string | undefined;
  readonly user_msg?: string | undefined;
  readonly details?: string | undefined;
  readonly is_transient?: boolean | undefined;
  readonly delay_ms?: number | undefined;
  /** `lost`: done, then the connection breaks (with `status` or `code`: done, then that answer). `before`: broken, not done. `reset`: TCP reset at once. */
  readonly reply?: 'lost' | 'before' | 'reset' | undefined;
}

/** A fault that was ordered, and how often it still strikes. */
export interface Fault {
  readonly id: number;
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  times: number;
}

/** The ordered faults; the oldest that matches strikes. */
export class Faults {
  #faults: Fault[] = [];
  #made = 0;

  add(match: FaultMatch, times: number, effect: FaultEffect): Fault {
    const fault = { id: ++this.#made, match, effect, times };
    this.#faults.push(fault);
    return fault;
  }

  /** The effect for this request, spent once. */
  strike(request: {
    method: string;
    path: string;
    segments: readonly string[];
  }): FaultEffect | undefined {
    if (this.#faults.length === 0) return undefined;
    const fault = this.#faults.find(({ match }) => matches(match, request));
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault.effect;
  }

  all(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }
}

function matches(
  match: FaultMatch,
  { method, path, segments }: { method: string; path: string; segments: readonly string[] },
): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.number !== undefined && segments[0] !== match.number) return false;
  if (match.path === undefined) return true;
  return match.path.includes('/') ? path.includes(match.path) : segments.at(-1) === match.path;
}
