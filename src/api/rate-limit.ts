import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import type { AppDependencies, AppEnv } from './context.js';

/**
 * Requests that a key may send within {@link WINDOW}: an account's more than a number sends messages (80 a second, so that bursts are queued and
 * not refused); platform keys act for many accounts.
 */
export interface RateLimits {
  readonly account: number;
  readonly platform: number;
}

export const RATE_LIMITS: RateLimits = { account: 12_000, platform: 60_000 };
const WINDOW = 60_000;
/** Windows kept before those that are over are forgotten. */
const MANY = 10_000;

/** Requests of one key since `startedAt`. */
interface Count {
  readonly startedAt: number;
  used: number;
}

/**
 * Lets each key send so many requests a minute to this process, and says on every answer how many are left
 * (draft-ietf-httpapi-ratelimit-headers). Comes after authentication, before a body is read. @throws Problem `too_many_requests`
 */
export function rateLimit(
  { clock }: Pick<AppDependencies, 'clock'>,
  limits: RateLimits = RATE_LIMITS,
): MiddlewareHandler<AppEnv> {
  const counts = new Map<string, Count>();

  const countOf = (key: string, at: number): Count => {
    const known = counts.get(key);
    if (known !== undefined && isCurrent(known, at)) return known;
    if (counts.size >= MANY) forgetOld(counts, at);
    const fresh = { startedAt: at, used: 0 };
    counts.set(key, fresh);
    return fresh;
  };

  return async function rateLimit(c, next) {
    const { keyId, isPlatform } = c.var.actor;
    const quota = isPlatform ? limits.platform : limits.account;
    const at = clock.now();
    const count = countOf(keyId ?? 'admin', at);
    const resetsIn = count.startedAt + WINDOW - at;
    count.used += 1;
    sayHeaders(c, quota, Math.max(quota - count.used, 0), resetsIn);
    if (count.used > quota) {
      throw new Problem(
        'too_many_requests',
        `This key may send ${quota} requests in ${WINDOW / 1_000} seconds.`,
        { retryAfterMs: resetsIn },
      );
    }
    await next();
  };
}

const isCurrent = ({ startedAt }: Count, at: number): boolean =>
  at >= startedAt && at < startedAt + WINDOW;

function forgetOld(counts: Map<string, Count>, at: number): void {
  for (const [key, count] of counts) if (!isCurrent(count, at)) counts.delete(key);
}

function sayHeaders(c: Context<AppEnv>, quota: number, left: number, resetsIn: number): void {
  c.header('RateLimit-Policy', `"key";q=${quota};w=${WINDOW / 1_000}`);
  c.header('RateLimit', `"key";r=${left};t=${Math.ceil(resetsIn / 1_000)}`);
}
