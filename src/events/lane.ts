import type { DueDelivery } from '../store/event-attempts.js';
import type { EndpointToTell } from '../store/event-endpoints.js';
import { MOST, nextMessage, type Message } from './envelope.js';

/** Requests at once to an endpoint that nothing is known of, and to one that answers well. */
export const FIRST_WINDOW = 4;
export const WIDEST_WINDOW = 16;
/** Deliveries kept ready for each request that may be under way. */
const AHEAD = 32;

/**
 * The way to one endpoint: what waits for it, in order, and how many requests it gets at once. One that fails gets a single request at a
 * time until it answers again, so that those that hang take little of what all share. Of one number only one event is under way, so that
 * they arrive in order; message events only begin in order.
 */
export class Lane {
  /** As it was when it was leased last. */
  endpoint: EndpointToTell;
  /** May Postgres have more for it than was read? */
  mayHaveMore = true;
  /** Was it used since this was last set to false? */
  wasUsed = true;
  /** It asked to be left alone until then, ms. */
  heldUntil = 0;
  /** Its first failure since it last answered well, ms. */
  failingSince: number | null;
  #window: number;
  #waiting: DueDelivery[] = [];
  #underWay = 0;
  readonly #busyNumbers = new Set<string>();

  constructor(endpoint: EndpointToTell) {
    this.endpoint = endpoint;
    this.failingSince = endpoint.failing_since?.getTime() ?? null;
    this.#window = this.failingSince === null ? FIRST_WINDOW : 1;
  }

  get id(): string {
    return this.endpoint.id;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay === 0;
  }

  get isFailing(): boolean {
    return this.#window === 1;
  }

  /** How many more deliveries it takes at this instant; 0 while it has enough. */
  room(at: number): number {
    if (!this.mayHaveMore || at < this.heldUntil) return 0;
    const full = this.#window * (this.endpoint.batch ? MOST : AHEAD);
    return this.#waiting.length > full / 2 ? 0 : full - this.#waiting.length;
  }

  /** Adds what was read. */
  take(delivery: DueDelivery): void {
    this.#waiting.push(delivery);
    this.wasUsed = true;
  }

  /** Gives back what has not begun. */
  clear(): DueDelivery[] {
    return this.#waiting.splice(0);
  }

  /** Takes out the next request that may begin; null when none may. Say {@link ended} once it ended. */
  next(): Message<DueDelivery> | null {
    if (this.#underWay >= this.#window) return null;
    const start = this.#waiting.findIndex((delivery) => !this.#busyNumbers.has(numberOf(delivery)));
    const { batch } = this.endpoint;
    const [first, ...others] =
      start === -1 ? [] : this.#waiting.slice(start, start + (batch ? MOST : 1));
    if (first === undefined) return null;
    const message = nextMessage([first, ...others], batch);
    this.#waiting.splice(start, message.deliveries.length);
    this.#underWay += 1;
    if (numberOf(first) !== '') this.#busyNumbers.add(numberOf(first));
    return message;
  }

  /** A request ended. */
  ended({ deliveries }: Message<DueDelivery>): void {
    this.#underWay -= 1;
    this.wasUsed = true;
    for (const delivery of deliveries) this.#busyNumbers.delete(numberOf(delivery));
  }

  /** Learns from an answer. True when it changed whether the endpoint fails. */
  learn(isWell: boolean, at: number): boolean {
    const before = this.failingSince;
    this.failingSince = isWell ? null : (before ?? at);
    this.#window = isWell ? Math.min(this.#window + 1, WIDEST_WINDOW) : 1;
    return this.failingSince !== before;
  }
}

/** The number whose events wait for each other; empty for those that do not. */
const numberOf = ({ event }: DueDelivery): string =>
  event.type.startsWith('message.') ? '' : (event.number_id ?? '');
