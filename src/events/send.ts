import { request, type Dispatcher } from 'undici';
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
 * Posts once and never throws for what the endpoint does. Redirects are not followed. Null when `abort` ended it: nobody knows then whether
 * it arrived.
 */
export async function send(
  { url, headers, body }: Post,
  {
    dispatcher,
    abort,
    answerWithinMs = ANSWER_WITHIN,
  }: { dispatcher: Dispatcher; abort: AbortSignal; answerWithinMs?: number },
): Promise<Sent | null> {
  const startedAt = performance.now();
  const tooLate = new AbortController();
  const end = (): void => tooLate.abort();
  abort.addEventListener('abort', end, { once: true });
  const timer = setTimeout(end, answerWithinMs);
  const took = (): number => Math.round(performance.now() - startedAt);
  try {
    const answer = await request(url, {
      method: 'POST',
      headers,
      body,
      dispatcher,
      signal: tooLate.signal,
    });
    const status = answer.statusCode;
    const text = await beginning(answer.body);
    const isRedirect = status >= 300 && status < 400;
    return {
      status,
      retryAfterMs: retryAfterOf(single(answer.headers['retry-after']), Date.now()),
      body: text,
      error: isRedirect ? 'The endpoint answered with a redirect, which is not followed.' : null,
      durationMs: took(),
    };
  } catch (error) {
    if (abort.aborted) return null;
    const why = tooLate.signal.aborted
      ? `The endpoint did not answer within ${answerWithinMs / 1_000} s.`
      : sentence(error);
    return { status: null, retryAfterMs: null, body: null, error: why, durationMs: took() };
  } finally {
    clearTimeout(timer);
    abort.removeEventListener('abort', end);
  }
}

/** As much of a body as is kept. A longer one is not read on: its connection is given up. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= READ) break;
  }
  // Postgres stores no NUL.
  return Buffer.concat(chunks).toString('utf8').replaceAll('\0', '').slice(0, KEPT);
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

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
