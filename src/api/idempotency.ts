import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import {
  finishIdempotencySlot,
  releaseIdempotencySlot,
  takeIdempotencySlot,
  type IdempotencyRow,
} from '../store/idempotency-keys.js';
import type { AppDependencies, AppEnv } from './context.js';

const LONGEST_KEY = 255;
const KEEP = 24 * 3_600_000;
/** A message must not be sent twice, however late its sender asks again. */
const KEEP_SENDS = 30 * KEEP;
const SENDS = /^\/v1\/(?:numbers\/[^/]+\/messages|messages\/[^/]+\/send-again)$/;
/** When to ask again for the answer of a request that still runs, ms. */
const ASK_AGAIN_AFTER = 1_000;
/** What an answer is besides status and body. */
const KEPT_HEADERS = ['content-type', 'location', 'retry-after'];

/**
 * A POST with `Idempotency-Key` happens once: the same request again gets the same answer. Kept per account and path for 24 hours, sends
 * for 30 days; of the body only an HMAC, of an answer all but `secret`. Design: api.md, "Idempotency".
 * @throws Problem `idempotency_in_progress`, `idempotency_key_reused`, `invalid_request`
 */
export const idempotency = ({
  db,
  vault,
  clock,
}: Pick<AppDependencies, 'db' | 'vault' | 'clock'>): MiddlewareHandler<AppEnv> =>
  async function idempotency(c, next) {
    const key = c.req.header('idempotency-key');
    if (key === undefined || c.req.method !== 'POST') return next();
    if (key.length === 0 || key.length > LONGEST_KEY) {
      const detail = `The key must have 1 to ${LONGEST_KEY} characters.`;
      throw new Problem('invalid_request', detail, {
        errors: [{ parameter: 'Idempotency-Key', detail }],
      });
    }

    // The path with its ids: the same key and body for another number is another request.
    const slot = { accountId: c.var.actor.accountId, route: `POST ${c.req.path}`, key };
    const bodyHmac = vault.digest(`${new URL(c.req.url).search}\n${await c.req.text()}`);
    const keepMs = SENDS.test(c.req.path) ? KEEP_SENDS : KEEP;
    const taken = await takeIdempotencySlot(db, slot, { bodyHmac, at: clock.now(), keepMs });
    if (taken !== null) return replay(c, taken, bodyHmac);

    await next();
    // A 5xx says nothing lasting, and a 403 nothing of another key of the account: the request may be tried again.
    if (c.res.status >= 500 || c.res.status === 403) return releaseIdempotencySlot(db, slot);
    const text = await c.res.clone().text();
    await finishIdempotencySlot(db, slot, {
      status: c.res.status,
      response: text === '' ? null : withoutSecret(JSON.parse(text)),
      headers: Object.fromEntries(
        KEPT_HEADERS.flatMap((name) => {
          const value = c.res.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
    });
  };

/** What is shown once is kept nowhere: the answer to a repeated request has null in its place. */
const withoutSecret = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'secret' in answer
    ? { ...answer, secret: null }
    : answer;

function replay(c: Context<AppEnv>, row: IdempotencyRow, bodyHmac: string): Response {
  if (row.body_hmac !== bodyHmac) {
    throw new Problem(
      'idempotency_key_reused',
      'This Idempotency-Key came before on this route with another body.',
    );
  }
  if (row.state === 'running') {
    throw new Problem('idempotency_in_progress', 'The request with this key is still running.', {
      retryAfterMs: ASK_AGAIN_AFTER,
    });
  }
  for (const [name, value] of Object.entries(row.headers ?? {})) c.header(name, value);
  c.header('Idempotent-Replayed', 'true');
  return new Response(row.response === null ? null : JSON.stringify(row.response), {
    status: row.status ?? 200,
    headers: c.res.headers,
  });
}
