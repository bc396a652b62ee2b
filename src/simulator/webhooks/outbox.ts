import type { App } from '../state/app.js';
import { HOUR, MINUTE, SECOND } from '../state/clock.js';
import type { World } from '../state/world.js';
import { mergePayloads, statusesOf, type WebhookPayload } from './payload.js';
import { serialiseLikeMeta, signBody } from './sign.js';

/** One webhook and every attempt to deliver it. */
export interface SentWebhook {
  readonly at: string;
  readonly app_id: string;
  readonly url: string;
  readonly payload: WebhookPayload;
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
/** What goes to one place within this time shares a POST, where batching happens. */
const BATCHED_WITHIN = 2 * SECOND;
/** Updates in one POST at most. Source: facts/meta.md §4.2. */
const LARGEST_BATCH = 1_000;

/** Everything Meta has sent, and what is still under way. */
export class Outbox {
  #sent: SentWebhook[] = [];
  /** What waits for more to go along, by app and URL. */
  readonly #batches = new Map<string, WebhookPayload[]>();
  #closing = new AbortController();

  /** Delivers to one URL, signed with the app's secret, until it answers 200. Only 200 counts: facts/meta.md §4.2. */
  send(world: World, app: App, url: string, payload: WebhookPayload): void {
    if (world.chaos.happens('drop') || isSkipped(world, payload)) return;
    const key = `${app.id} ${url}`;
    const open = this.#batches.get(key);
    if (open !== undefined) {
      open.push(payload);
      if (open.length >= LARGEST_BATCH) this.#sendBatch(world, app, url, open);
    } else if (world.chaos.happens('batches')) {
      const batch = [payload];
      this.#batches.set(key, batch);
      world.agenda.plan(world.clock.now() + BATCHED_WITHIN, () => {
        if (this.#batches.get(key) === batch) this.#sendBatch(world, app, url, batch);
      });
    } else this.#deliver(world, app, url, payload);
  }

  all(): readonly SentWebhook[] {
    return this.#sent;
  }

  clear(): void {
    this.close();
    this.#sent = [];
    this.#batches.clear();
    this.#closing = new AbortController();
  }

  /** Gives up what is under way. */
  close(): void {
    this.#closing.abort();
  }

  #sendBatch(world: World, app: App, url: string, batch: readonly WebhookPayload[]): void {
    this.#batches.delete(`${app.id} ${url}`);
    this.#deliver(world, app, url, mergePayloads(batch));
  }

  #deliver(world: World, app: App, url: string, payload: WebhookPayload): void {
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

/** Read at once, a message is never said to be delivered. Source: facts/meta.md §5. */
const isSkipped = ({ chaos }: World, payload: WebhookPayload): boolean => {
  const words = statusesOf(payload);
  const isDelivery = words.length > 0 && words.every((word) => word === 'delivered');
  return isDelivery && chaos.happens('skip_delivered');
};

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
