/** One request to the Graph side and what became of it. Tokens only by their last four characters. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly number_id: string | undefined;
  readonly waba_id: string | undefined;
  readonly token: string | undefined;
  readonly request: unknown;
  /** Null where no answer left: the connection was broken. */
  readonly status: number | null;
  readonly reply: 'sent' | 'lost' | 'before' | 'reset';
  readonly answer: unknown;
}

const CAPACITY = 20_000;

/** The last 20,000 requests, findable by number. */
export class RequestLog {
  /** A ring: once full, the oldest place is written again. */
  #ring: LoggedRequest[] = [];
  #next = 0;
  #byNumber = new Map<string, LoggedRequest[]>();

  add(entry: LoggedRequest): void {
    const forgotten = this.#ring[this.#next];
    if (forgotten?.number_id !== undefined) this.#byNumber.get(forgotten.number_id)?.shift();
    this.#ring[this.#next] = entry;
    this.#next = (this.#next + 1) % CAPACITY;

    if (entry.number_id === undefined) return;
    const ofNumber = this.#byNumber.get(entry.number_id);
    if (ofNumber === undefined) this.#byNumber.set(entry.number_id, [entry]);
    else ofNumber.push(entry);
  }

  /** Oldest first. */
  find(filter: {
    number?: string | undefined;
    path?: string | undefined;
    method?: string | undefined;
    limit?: number | undefined;
  }): readonly LoggedRequest[] {
    const { path, method } = filter;
    const candidates =
      filter.number === undefined ? this.#inOrder() : (this.#byNumber.get(filter.number) ?? []);
    const found = candidates.filter(
      (entry) =>
        (path === undefined || entry.path.includes(path)) &&
        (method === undefined || entry.method === method.toUpperCase()),
    );
    return filter.limit === undefined ? found : found.slice(-filter.limit);
  }

  clear(): void {
    this.#ring = [];
    this.#next = 0;
    this.#byNumber.clear();
  }

  #inOrder(): LoggedRequest[] {
    if (this.#ring.length < CAPACITY) return this.#ring;
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }
}
