import type { GraphCaller } from './graph.js';
import type { GraphError, NoAnswer, Usage } from './outcome.js';
import { parseEnvelope } from './envelope.js';
import { redactDeep } from './redact.js';
import { readUsage } from './usage.js';

/** One call as the methods of the client describe it. */
export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the version, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** Nothing in a good answer is blacked out: it is a token that only the caller may see, or holds ids that may look like one. @default false */
  readonly answersWhole?: boolean;
  /** What the call carries besides the access token that nobody may read back: PIN, code, verify token. */
  readonly secrets?: readonly string[];
}

/** How one HTTP exchange ended, before anybody decides what it means for a read or a write. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly httpStatus: number;
      readonly body: unknown;
      readonly usage: Usage;
    }
  | { readonly kind: 'refused'; readonly error: GraphError }
  | { readonly kind: 'no_answer'; readonly failure: NoAnswer };

/** Makes one exchange; decorated by retries and by the memory of dropped fields. */
export type Exchanger = (caller: GraphCaller, call: GraphCall) => Promise<Exchange>;

/** Where the client talks to. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly version: string;
  readonly sendClock: boolean;
  readonly fetch: typeof fetch;
}

/**
 * Makes exchanges that never throw and whose texts name no URL, token, PIN or code.
 * Meta's error envelope decides, not the HTTP status: Meta answers nearly every refusal with 400. Source: facts/meta.md §0.5, §1.0.
 */
export function createExchanger(endpoint: Endpoint): Exchanger {
  return async function exchange(caller, call) {
    const deadline = AbortSignal.timeout(call.timeoutMs);
    const signal = caller.signal ? AbortSignal.any([caller.signal, deadline]) : deadline;
    let httpStatus: number | null = null;

    try {
      const response = await endpoint.fetch(urlOf(endpoint, call), {
        method: call.method,
        headers: headersOf(endpoint, caller, call),
        ...(call.body && { body: JSON.stringify(call.body) }),
        // A followed redirect would turn a POST into a GET; Graph sends none.
        redirect: 'manual',
        signal,
      });
      httpStatus = response.status;
      const body = parseJson(await response.text());
      return interpret(response, body, secretsOf(caller, call), call.answersWhole ?? false);
    } catch (error) {
      return noAnswer(silence(error, httpStatus, caller.signal, deadline));
    }
  };
}

function interpret(
  response: Response,
  parsed: unknown,
  secrets: readonly string[],
  answersWhole: boolean,
): Exchange {
  const { status: httpStatus } = response;
  const usage = readUsage(response.headers);
  const isWhole = answersWhole && parseEnvelope(parsed, httpStatus, usage) === null;
  const body = isWhole ? parsed : redactDeep(parsed, secrets);

  const error = parseEnvelope(body, httpStatus, usage);
  if (error) return { kind: 'refused', error };
  if (httpStatus >= 500) {
    return noAnswer({
      cause: 'server_error',
      httpStatus,
      message: `HTTP ${httpStatus}, no envelope`,
    });
  }
  if (!response.ok) {
    return noAnswer({ cause: 'malformed', httpStatus, message: `HTTP ${httpStatus}, no envelope` });
  }
  if (body === undefined) {
    return noAnswer({ cause: 'malformed', httpStatus, message: 'the answer is not JSON' });
  }
  return { kind: 'answered', httpStatus, body, usage };
}

/** Says in our own words why no answer came: undici's messages may quote the header with the token. */
function silence(
  error: unknown,
  httpStatus: number | null,
  aborted: AbortSignal | undefined,
  deadline: AbortSignal,
): NoAnswer {
  if (aborted?.aborted) return { cause: 'network', httpStatus, message: 'aborted by the caller' };
  if (deadline.aborted) return { cause: 'timeout', httpStatus, message: 'no answer in time' };
  const code = codeOf(error);
  const failure = { cause: 'network', httpStatus, message: `connection failed (${code})` } as const;
  return NEVER_CONNECTED.has(code) ? { ...failure, notSent: true } : failure;
}

/** Name resolution or connecting failed: not one byte of the request left. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no code';
}

function urlOf(endpoint: Endpoint, call: GraphCall): URL {
  const url = new URL(`${endpoint.baseUrl.replace(/\/+$/, '')}/${endpoint.version}${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  // User texts are localized to the token's user otherwise, and two codes are told apart by text: facts/meta.md §0.4 row 6.
  url.searchParams.set('locale', 'en_US');
  return url;
}

function headersOf(endpoint: Endpoint, caller: GraphCaller, call: GraphCall): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (caller.accessToken !== '') headers.set('authorization', `Bearer ${caller.accessToken}`);
  if (call.body) headers.set('content-type', 'application/json');
  if (endpoint.sendClock && caller.at !== undefined) headers.set('x-sim-now', String(caller.at));
  return headers;
}

function secretsOf(caller: GraphCaller, call: GraphCall): readonly string[] {
  // An app token is `{app_id}|{app_secret}`: the secret alone must not be echoed either, the id may.
  const appSecret = caller.accessToken.split('|')[1];
  return [caller.accessToken, ...(appSecret ? [appSecret] : []), ...(call.secrets ?? [])];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noAnswer(failure: NoAnswer): Exchange {
  return { kind: 'no_answer', failure };
}
