import { Hono } from 'hono';
import type { World } from '../state/world.js';
import { accountRoutes } from './accounts.js';
import { conditionRoutes } from './conditions.js';
import { ControlProblem } from './input.js';
import { numberRoutes } from './numbers.js';
import { templateRoutes } from './templates.js';

/** Everything under `/_sim`: JSON, no authentication. Source: simulator.md §3. */
export function controlRoutes(world: World): Hono {
  const routes = new Hono();
  routes.route('/', accountRoutes(world));
  routes.route('/', numberRoutes(world));
  routes.route('/', templateRoutes(world));
  routes.route('/', conditionRoutes(world));
  // Last, so that a misspelt control route does not fall through to the Graph side.
  routes.all('*', (c) => c.json({ error: `no control route ${c.req.method} ${c.req.path}` }, 404));
  routes.onError((error, c) => {
    if (error instanceof ControlProblem) return c.json({ error: error.message }, error.status);
    throw error;
  });
  return routes;
}
