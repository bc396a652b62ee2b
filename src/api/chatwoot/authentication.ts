import type { MiddlewareHandler } from 'hono';
import { authenticate } from '../../operations/authenticate.js';
import type { AppDependencies, AppEnv } from '../context.js';

/**
 * As `authentication`, with the account in the path, and with the key in `api_access_token` as Chatwoot's clients send it, else as a Bearer.
 * A key of another account finds nothing there. @throws Problem as `authenticate`
 */
export const chatwootAuthentication = (
  deps: Pick<AppDependencies, 'db' | 'clock' | 'adminApiKey'>,
): MiddlewareHandler<AppEnv> =>
  async function chatwootAuthentication(c, next) {
    const [, bearer] = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const actor = await authenticate(
      {
        apiKey: c.req.header('api_access_token') ?? bearer,
        accountId: c.req.param('account_id') ?? '',
        actor: c.req.header('actor'),
        requestId: c.var.requestId,
      },
      deps,
    );
    c.set('actor', actor);
    c.set('log', c.var.log.child({ account_id: actor.accountId, key_id: actor.keyId }));
    c.header('Cache-Control', 'no-store');
    await next();
  };
