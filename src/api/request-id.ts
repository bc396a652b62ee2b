import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { AppDependencies, AppEnv } from './context.js';

const ALLOWED = /^[\w.:+/=-]{1,128}$/;

/** Takes `X-Request-Id` or makes one, echoes it, and writes one log line per request: route pattern, never the path with its ids. */
export const requestId = ({ logger }: Pick<AppDependencies, 'logger'>): MiddlewareHandler<AppEnv> =>
  async function requestId(c, next) {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && ALLOWED.test(given) ? given : randomUUID();
    const log = logger.child({ request_id: id });
    c.set('requestId', id);
    c.set('log', log);
    c.header('X-Request-Id', id);
    const startedAt = performance.now();
    await next();
    log.info(
      {
        method: c.req.method,
        route: routePath(c, -1),
        status: c.res.status,
        duration_ms: Math.round(performance.now() - startedAt),
      },
      'request',
    );
  };
