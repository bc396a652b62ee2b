import { Hono } from 'hono';
import { expireToken } from '../control/accounts.js';
import { ControlProblem } from '../control/input.js';
import { theNumber } from '../control/numbers.js';
import { decideName, type NameDecision } from '../rules/name-review.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceNameDecision } from '../webhooks/name-decision.js';
import { renderPage } from './page.js';

/** The page and what its buttons do; every button leads back to the page. */
export function pageRoutes(world: World): Hono {
  const routes = new Hono();
  routes.get('/', (c) => c.html(renderPage(world)));

  const decide = (id: string, decision: NameDecision) => {
    const number = theNumber(world, id);
    decideName(number, decision, decision === 'DECLINED' ? 'NAME_NOT_CONSISTENT' : undefined);
    announceNameDecision(world, number, decision, 'always');
  };
  routes.post('/_page/numbers/:id/approve-name', (c) => {
    decide(c.req.param('id'), 'APPROVED');
    return c.redirect('/', 303);
  });
  routes.post('/_page/numbers/:id/decline-name', (c) => {
    decide(c.req.param('id'), 'DECLINED');
    return c.redirect('/', 303);
  });
  routes.post('/_page/numbers/:id/lose-register-reply', (c) => {
    const { id } = theNumber(world, c.req.param('id'));
    world.faults.add({ method: 'POST', path: 'register', number: id }, 1, { reply: 'lost' });
    return c.redirect('/', 303);
  });

  routes.post('/_page/wabas/:id/expire-token', (c) => {
    expireToken(world, theWaba(world, c.req.param('id')));
    return c.redirect('/', 303);
  });
  routes.post('/_page/wabas/:id/renew-token', (c) => {
    const token = world.tokens.get(theWaba(world, c.req.param('id')).token);
    if (token !== undefined) {
      token.ended = undefined;
      token.expires_at = undefined;
    }
    return c.redirect('/', 303);
  });
  routes.post('/_page/clock', async (c) => {
    const { advance_ms } = await c.req.parseBody();
    const milliseconds = Number(advance_ms);
    if (!(milliseconds > 0)) throw new ControlProblem('advance_ms: must be a positive number');
    world.clock.advance(milliseconds);
    return c.redirect('/', 303);
  });

  routes.onError((error, c) => {
    if (error instanceof ControlProblem) return c.text(error.message, error.status);
    throw error;
  });
  return routes;
}

/** @throws ControlProblem 404 */
function theWaba(world: World, id: string): Waba {
  const waba = world.wabas.get(id);
  if (waba === undefined) throw new ControlProblem(`no WABA ${id}`, 404);
  return waba;
}
