import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { loopbackOnly } from './control/guard.js';
import { controlRoutes } from './control/routes.js';
import { answerGraph } from './graph/answer-graph.js';
import { pageRoutes } from './page/routes.js';
import { signupRoutes } from './signup/routes.js';
import { parseInstant } from './state/clock.js';
import type { World } from './state/world.js';

/** The simulator as one HTTP application: control under `/_sim`, people at `/`, Meta's SDK and pop-up, the Graph API everywhere else. */
export function createApp(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(async (c, next) => {
    // A test's clock leads, whichever side it talks to (facts/toolchain.md, 13).
    const simulatedNow = c.req.header('x-sim-now');
    const instant = simulatedNow === undefined ? undefined : parseInstant(simulatedNow);
    if (instant !== undefined) world.clock.moveForwardTo(instant);
    await next();
  });
  app.use('/_sim/*', loopbackOnly);
  app.use('/_page/*', loopbackOnly);
  app.get('/', loopbackOnly);
  app.route('/_sim', controlRoutes(world));
  app.route('/', pageRoutes(world));
  app.route('/', signupRoutes(world));
  app.all('*', (c) => answerGraph(world, c));
  return app;
}
