import type { App } from '../state/app.js';
import { HOUR, MINUTE, SECOND } from '../state/clock.js';
import type { World } from '../state/world.js';
import { serialiseLikeMeta, signBody } from './sign.js';

/** One webhook and every attempt to deliver it. */
export interface SentWebhook {
  readonly at: string;
  readonly app_id: string;
  readonly url: string;
  readonly payload: unknown;
  readonly attempts: { readonly at: string; readonly status: number | null }[];
}

/** Decreasing frequency, as Meta's seven days but compressed. On the simulated clock. Source: facts/meta.md §4.2. */
const RETRY_DELAYS: readonly number[] = [
  SECOND,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
];
const TIMEOUT = 10 * SECOND;
const KEPT = 2_000;

/** Everything Meta has sent, and what is still under way. */
export class Outbox {
  #sent: SentWebhook[] = [];
  #closing = new AbortController();

  /** Delivers to one URL, signed with the app's secret, until it answers 200. Only 200 counts: facts/meta.md §4.2. */
  send(world: World, app: App, url: string, payload: unknown): void {
    if (world.chaos.happens('drop')) return;
    const webhook: SentWebhook = {
      at: new Date(world.clock.now()).toISOString(),
      app_id: app.id,
      url,
      payload,
      attempts: [],
    };
    this.#sent.push(webhook);
    if (this.#sent.length > KEPT) this.#sent.shift();

    this.#attempt(world, app, webhook, delayOf(world));
    if (world.chaos.happens('duplicates')) this.#attempt(world, app, webhook, delayOf(world));
  }

  all(): readonly SentWebhook[] {
    return this.#sent;
  }

  clear(): void {
    this.close();
    this.#sent = [];
    this.#closing = new AbortController();
  }

  /** Gives up what is under way. */
  close(): void {
    this.#closing.abort();
  }

  #attempt(world: World, app: App, webhook: SentWebhook, delay: number): void {
    const { signal } = this.#closing;
    const attempt = async () => {
      if (signal.aborted) return;
      const status = await post(
        webhook.url,
        serialiseLikeMeta(webhook.payload),
        app.secret,
        signal,
      );
      if (signal.aborted) return;
      const now = world.clock.now();
      webhook.attempts.push({ at: new Date(now).toISOString(), status });
      const retryDelay = RETRY_DELAYS[webhook.attempts.length - 1];
      if (status !== 200 && retryDelay !== undefined)
        this.#attempt(world, app, webhook, retryDelay);
    };
    world.agenda.plan(world.clock.now() + delay, () => void attempt());
  }
}

/** Late by minutes, or by just enough to overtake another. */
function delayOf({ chaos }: World): number {
  if (chaos.happens('delay')) return Math.floor(chaos.random() * 5 * MINUTE);
  return chaos.happens('reorder') ? Math.floor(chaos.random() * 2 * SECOND) : 0;
}

async function post(
  url: string,
  body: string,
  secret: string,
  closing: AbortSignal,
): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': signBody(body, secret),
      },
      body,
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // Refused, reset, timed out: to Meta that is no 200, and it tries again.
    return null;
  }
}
