import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';

/**
 * Keeps the control side and the page to this machine: whoever reaches them rules this Meta. Also refuses a form that
 * another site's page sends from a browser here. Source: simulator.md §3 (no auth, loopback only).
 */
export const loopbackOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const address = c.env.incoming.socket.remoteAddress ?? '';
  const isLoopback = address === '::1' || /^(::ffff:)?127\./.test(address);
  if (!isLoopback) {
    return c.json({ error: 'the control side answers only to this machine (loopback)' }, 403);
  }
  const origin = c.req.header('origin');
  if (origin !== undefined && c.req.method !== 'GET' && hostOf(origin) !== c.req.header('host')) {
    return c.json({ error: 'the control side takes no requests from other sites' }, 403);
  }
  await next();
  return undefined;
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
