import { randomBytes, randomInt } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { AddressRefused, isPublicAddress, publicLookup } from '../events/endpoint-guard.js';
import type { CallbackAnswer } from '../onboarding/preflight/readings.js';

/** Meta's guidance for callbacks is under a second; more than this is as good as none, ms. */
const WITHIN_MS = 6_000;
/** As much of an answer as is read. */
const LARGEST = 4_096;

export interface ProbeOptions {
  /** The callback as Meta would be told. */
  readonly url: string;
  /** It is this server's own, by the configuration: where it leads is the operator's affair, and the token is ours. */
  readonly isOurs: boolean;
  readonly verifyToken: string | undefined;
  readonly allowInsecureUrls: boolean;
}

/**
 * Calls a callback the way Meta does before it takes one: `GET` with `hub.challenge`, no redirects. A stranger's URL is called only at a public
 * address; nothing of its answer is told but the status. Source: facts/meta.md §4.1.
 */
export async function probeCallback(options: ProbeOptions): Promise<CallbackAnswer> {
  const { isOurs, allowInsecureUrls } = options;
  const url = new URL(options.url);
  const isGuarded = !isOurs && !allowInsecureUrls;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isGuarded && isIP(host) !== 0 && !isPublicAddress(host)) return NOT_PUBLIC;

  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  // Meta will send one that we make up for the number, so any must do.
  const verifyToken = options.verifyToken ?? randomBytes(24).toString('base64url');
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const { status, body } = await get(url, isGuarded);
    if (status === 200 && body === challenge) return { kind: 'verified' };
    // Without a token of the app nothing can be verified; that we answered in our words shows that it is us.
    if (isOurs && options.verifyToken === undefined && isOurRefusal(status, body))
      return { kind: 'verified' };
    const what = status === 200 ? 'HTTP 200 without the challenge' : `HTTP ${status}`;
    return { kind: 'not_verified', detail: what };
  } catch (error) {
    return isNotPublic(error) ? NOT_PUBLIC : { kind: 'unreachable', detail: whyNot(error) };
  }
}

const NOT_PUBLIC: CallbackAnswer = {
  kind: 'not_allowed',
  detail: 'it does not lead to the public internet.',
};

/** As api/routes/webhooks.ts refuses a wrong token. */
const isOurRefusal = (status: number, body: string): boolean =>
  (status === 401 && body.includes('wrong verify token')) ||
  (status === 403 && body === 'Forbidden');

function get(url: URL, isGuarded: boolean): Promise<{ status: number; body: string }> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const options = {
      agent: false,
      headers: { accept: '*/*', 'user-agent': 'onboard-number-preflight' },
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(isGuarded && { lookup: publicLookup() }),
    };
    const asked = request(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > LARGEST) response.destroy();
      });
      response.on('error', reject);
      response.on('close', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const isNotPublic = (error: unknown): boolean =>
  error instanceof AddressRefused ||
  (error instanceof AggregateError && error.errors.some((one) => one instanceof AddressRefused));

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed without an answer',
  ENOTFOUND: 'the name of its host is not known',
  EAI_AGAIN: 'the name of its host could not be looked up',
  ABORT_ERR: `no answer within ${WITHIN_MS / 1_000} s`,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate chain is not complete',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** In our words: an error's own may hold addresses of our network. */
function whyNot(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : 'no code';
  return WORDS[code] ?? `the request failed (${code})`;
}
