import type { MiddlewareHandler } from 'hono';
import { authenticateSignedIn } from '../operations/authenticate.js';
import { Problem } from '../operations/problem.js';
import { listAccountViews } from '../store/accounts.js';
import type { ConsoleDependencies, UiEnv } from './context.js';
import { endSession, readSession } from './session.js';

/** More accounts than this are not offered in a list; a key of one account shows it at once. */
const MOST_ACCOUNTS = 200;

/** Lets nobody pass who did not sign in, and says who it is: scopes as they are now, not as they were at the sign-in. */
export function signedIn(deps: ConsoleDependencies): MiddlewareHandler<UiEnv> {
  const { sdkUrl } = deps.signupPage ?? {};
  const simulatorUrl = sdkUrl === undefined ? null : new URL(sdkUrl).origin;
  return async function signedIn(c, next) {
    const session = await readSession(c, deps);
    if (session === null) return signInFirst(c);
    try {
      const actor = await authenticateSignedIn(
        {
          keyId: session.keyId,
          accountId: session.accountId ?? undefined,
          actor: session.name ?? undefined,
          requestId: c.var.requestId,
        },
        deps,
      );
      c.set('actor', actor);
      c.set(
        'accounts',
        actor.isPlatform
          ? await listAccountViews(deps.db, null, { after: null, limit: MOST_ACCOUNTS })
          : [],
      );
      c.set('simulatorUrl', simulatorUrl);
      c.set('log', c.var.log.child({ account_id: actor.accountId, key_id: actor.keyId }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      endSession(c);
      return signInFirst(c);
    }
    c.header('Cache-Control', 'no-store');
    return next();
  };
}

function signInFirst(c: Parameters<MiddlewareHandler<UiEnv>>[0]): Response {
  const { pathname, search } = new URL(c.req.url);
  const next = c.req.method === 'GET' ? `?next=${encodeURIComponent(pathname + search)}` : '';
  if (c.req.header('hx-request') === undefined)
    return c.redirect(`/sign-in${pathname === '/' ? '' : next}`, 303);
  // A part of a page cannot show the sign-in; the page goes there.
  c.header('HX-Redirect', '/sign-in');
  return c.body(null, 401);
}
