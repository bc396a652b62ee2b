import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppDependencies, AppEnv } from './context.js';
import type { Metrics } from './metrics/create-metrics.js';

const ALLOWED = /^[\w.:+/=-]{1,128}$/;

/** Takes `X-Request-Id` or makes one, echoes it, and writes and counts one line per request: route pattern, never the path with its ids. */
export const requestId = (
  { logger }: Pick<AppDependencies, 'logger'>,
  metrics: Pick<Metrics, 'count'>,
): MiddlewareHandler<AppEnv> =>
  async function requestId(c, next) {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && ALLOWED.test(given) ? given : randomUUID();
    const log = logger.child({ request_id: id });
    c.set('requestId', id);
    c.set('log', log);
    c.header('X-Request-Id', id);
    const startedAt = performance.now();
    await next();
    const { method } = c.req;
    const { status } = c.res;
    const route = patternOf(c);
    const durationMs = performance.now() - startedAt;
    log.info({ method, route, status, duration_ms: Math.round(durationMs) }, 'request');
    metrics.count({ method, route, status, seconds: durationMs / 1_000 });
  };

const EVERYTHING = '/*';

/** The handler's pattern, else the closest of a whole folder; what answers where nothing is found stands last, and matches everything. */
function patternOf(c: Context): string {
  const patterns = matchedRoutes(c)
    .map(({ path }) => path)
    .filter((path) => path !== EVERYTHING);
  return patterns.findLast((path) => !path.endsWith('*')) ?? patterns.at(-1) ?? EVERYTHING;
}
