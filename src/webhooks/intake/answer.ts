import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a webhook is refused, as the rest of the API says it: design/api.md, "Errors". */
const REFUSALS = {
  unauthenticated: {
    status: 401,
    title: 'Not signed by us',
    detail: 'X-Hub-Signature-256 is missing, or no configured app secret made it of these bytes.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: 'A webhook may have at most 3 MiB.',
  },
  unavailable: {
    status: 503,
    title: 'Not available at the moment',
    detail: 'The webhook could not be stored; send it again.',
  },
} as const;

/** Acknowledges: only 200 counts for Meta. */
export function acknowledge(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 0 });
  response.end();
}

/** Refuses with a problem (RFC 9457); `retryAfterS` says when to come back. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  code: keyof typeof REFUSALS,
  retryAfterS?: number,
): void {
  const { status, title, detail } = REFUSALS[code];
  const requestId = randomUUID();
  const body = JSON.stringify({
    type: `/docs/errors/${code}`,
    title,
    status,
    detail,
    code,
    request_id: requestId,
  });
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    // What is still to come of this body must not be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(body);
}
