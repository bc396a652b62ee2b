import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import {
  finishIdempotencySlot,
  releaseIdempotencySlot,
  takeIdempotencySlot,
  type IdempotencyRow,
  type IdempotencySlot,
} from '../store/idempotency-keys.js';
import { isDatabaseUnavailable } from '../store/unavailable.js';
import { owners, type Vault } from '../store/vault.js';
import type { AppDependencies, AppEnv } from './context.js';

const LONGEST_KEY = 255;
const KEEP = 24 * 3_600_000;
/** A message must not be sent twice, however late its sender asks again. */
const KEEP_SENDS = 30 * KEEP;
const SENDS = /^\/v1\/(?:numbers\/[^/]+\/messages|messages\/[^/]+\/send-again)$/;
/** When to ask again for the answer of a request that still runs, ms. */
const ASK_AGAIN_AFTER = 1_000;
/** What an answer is besides status and body. */
const KEPT_HEADERS = ['content-type', 'location'];

/**
 * A POST with `Idempotency-Key` happens once: the same request again gets the same answer. Kept per account and path for 24 hours, sends
 * for 30 days; of the body only an HMAC, of an answer all but `secret`, and that encrypted: what it says of people lies nowhere in plain.
 * Design: api.md, "Idempotency".
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
    if (taken !== null) return replay(c, taken, { vault, slot, bodyHmac });

    await next();
    if (saysNothingLasting(c)) return releaseIdempotencySlot(db, slot);
    try {
      await finishIdempotencySlot(db, slot, await keptAnswer(c, vault, slot));
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      // What happened has happened, and its answer is true; who repeats the request is told what it came to.
      c.var.log.warn({ err: error }, 'an answer could not be kept under its Idempotency-Key');
    }
  };

async function keptAnswer({ res }: Context<AppEnv>, vault: Vault, slot: IdempotencySlot) {
  const text = await res.clone().text();
  return {
    status: res.status,
    response: text === '' ? null : vault.encrypt(withoutSecret(text), ownerOf(slot)),
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = res.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
}

/**
 * May the request be tried again under the same key? A 5xx decided nothing, a 403 nothing for another key of the account, what names a time
 * to ask again is to be asked again, and a look without effect is none of the requests that happen once.
 */
const saysNothingLasting = ({ res, var: { isLook } }: Context<AppEnv>): boolean =>
  res.status >= 500 || res.status === 403 || res.headers.has('retry-after') || isLook === true;

const ownerOf = ({ accountId, route, key }: IdempotencySlot): string =>
  owners.idempotentAnswer(`${accountId} ${route} ${key}`);

/** What is shown once is kept nowhere: the answer to a repeated request has null in its place. */
function withoutSecret(text: string): string {
  const answer = JSON.parse(text) as unknown;
  return typeof answer === 'object' && answer !== null && 'secret' in answer
    ? JSON.stringify({ ...answer, secret: null })
    : text;
}

/** @throws Problem `idempotency_key_reused` when the key that encrypted it is no longer in the ring */
function openAnswer(vault: Vault, slot: IdempotencySlot, { response }: IdempotencyRow) {
  if (response === null) return null;
  // Answers from before they were encrypted.
  if (typeof response !== 'string') return JSON.stringify(response);
  try {
    return vault.decrypt(response, ownerOf(slot));
  } catch {
    throw new Problem(
      'idempotency_key_reused',
      'This Idempotency-Key came before, and its answer can no longer be decrypted.',
    );
  }
}

function replay(
  c: Context<AppEnv>,
  row: IdempotencyRow,
  { vault, slot, bodyHmac }: { vault: Vault; slot: IdempotencySlot; bodyHmac: string },
): Response {
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
  return new Response(openAnswer(vault, slot, row), {
    status: row.status ?? 200,
    headers: c.res.headers,
  });
}
