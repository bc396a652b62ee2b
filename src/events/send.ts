import type { IncomingHttpHeaders } from 'node:http';
import type { Agent, Dispatcher } from 'undici';
import { AddressRefused } from './endpoint-guard.js';
import { retryAfterOf, type Answer } from './schedule.js';

/** What one request to an endpoint came to. */
export interface Sent extends Answer {
  /** The beginning of the answer's body; null without an answer. */
  readonly body: string | null;
  /** Why there was no answer, or why it counts as none: a whole sentence. Null where the status says it all. */
  readonly error: string | null;
  readonly durationMs: number;
}

/** How long an endpoint may take for its whole answer, ms. Design: api.md §5. */
export const ANSWER_WITHIN = 15_000;
/** Characters of an answer that are kept, and bytes that are read for them. */
const KEPT = 1_000;
const READ = 4_096;

export interface Post {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Posts once and never throws for what the endpoint does. Redirects are not followed. Null when the agent was destroyed meanwhile: nobody
 * knows then whether it arrived.
 */
export const send = (
  { url, headers, body }: Post,
  { agent, answerWithinMs = ANSWER_WITHIN }: { agent: Agent; answerWithinMs?: number },
): Promise<Sent | null> =>
  new Promise((resolve) => {
    const { origin, pathname, search } = new URL(url);
    const exchange = new Exchange(agent, answerWithinMs, resolve);
    const path = pathname + search;
    // undici's `request` makes streams and signals for each, which cost more than the rest of a delivery.
    agent.dispatch(
      { origin, path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 },
      exchange,
    );
  });

/** One request and as much of its answer as is kept; calls `resolve` once, with what it came to. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #agent: Agent;
  readonly #answerWithinMs: number;
  readonly #resolve: (sent: Sent | null) => void;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #isOver = false;
  #status = 0;
  #retryAfter: string | undefined;
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(agent: Agent, answerWithinMs: number, resolve: (sent: Sent | null) => void) {
    this.#agent = agent;
    this.#answerWithinMs = answerWithinMs;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#tooLate(), answerWithinMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Connecting took all the time it had.
    if (this.#isOver) this.#giveUp();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    const { 'retry-after': retryAfter } = headers;
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.byteLength;
    if (this.#length < READ) return;
    // What is longer is not read on: its connection is given up.
    this.#answered();
    this.#giveUp();
  }

  onResponseEnd(): void {
    this.#answered();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#agent.destroyed) this.#end(null);
    else this.#failed(sentence(error));
  }

  #answered(): void {
    const status = this.#status;
    this.#end({
      status,
      retryAfterMs: retryAfterOf(this.#retryAfter, Date.now()),
      // Postgres stores no NUL.
      body: Buffer.concat(this.#chunks).toString('utf8').replaceAll('\0', '').slice(0, KEPT),
      error:
        status >= 300 && status < 400
          ? 'The endpoint answered with a redirect, which is not followed.'
          : null,
      durationMs: this.#duration(),
    });
  }

  #tooLate(): void {
    this.#failed(`The endpoint did not answer within ${this.#answerWithinMs / 1_000} s.`);
    this.#giveUp();
  }

  #giveUp(): void {
    this.#controller?.abort(new Error('nobody waits for it any more'));
  }

  #failed(error: string): void {
    this.#end({
      status: null,
      retryAfterMs: null,
      body: null,
      error,
      durationMs: this.#duration(),
    });
  }

  #duration(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  #end(sent: Sent | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#resolve(sent);
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The endpoint refused the connection.',
  ECONNRESET: 'The endpoint closed the connection without an answer.',
  UND_ERR_SOCKET: 'The endpoint closed the connection without an answer.',
  EPIPE: 'The endpoint closed the connection without an answer.',
  ENOTFOUND: "The name of the endpoint's host is not known.",
  EAI_AGAIN: "The name of the endpoint's host could not be looked up.",
  UND_ERR_CONNECT_TIMEOUT: 'The endpoint could not be connected to in time.',
  ETIMEDOUT: 'The endpoint could not be connected to in time.',
  EHOSTUNREACH: 'The endpoint cannot be reached.',
  ENETUNREACH: 'The endpoint cannot be reached.',
};

/** What went wrong, in our words: an error's own may hold addresses of our network. */
function sentence(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const code = codeOf(error) ?? 'unknown';
  return SENTENCES[code] ?? `The request failed (${code}).`;
}

/** The code of the error, or of the first one of several tried addresses. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
