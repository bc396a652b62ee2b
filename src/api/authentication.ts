import type { MiddlewareHandler } from 'hono';
import { authenticate } from '../operations/authenticate.js';
import type { AppDependencies, AppEnv } from './context.js';

/** Lets nobody pass without a key, and says on whose behalf the rest of the request runs. @throws Problem as `authenticate` */
export const authentication = (
  deps: Pick<AppDependencies, 'db' | 'clock' | 'adminApiKey'>,
): MiddlewareHandler<AppEnv> =>
  async function authentication(c, next) {
    const [, apiKey] = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const actor = await authenticate(
      {
        apiKey,
        accountId: c.req.header('account-id'),
        actor: c.req.header('actor'),
        requestId: c.var.requestId,
      },
      deps,
    );
    c.set('actor', actor);
    c.set('log', c.var.log.child({ account_id: actor.accountId, key_id: actor.keyId }));
    // What a key may see is nobody else's to keep.
    c.header('Cache-Control', 'no-store');
    await next();
  };
