import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { loopbackOnly } from '../control/guard.js';
import type { World } from '../state/world.js';
import { DIALOG_POLICY, renderAnswer, renderDialog } from './dialog.js';
import { signupOutcomes } from './outcomes.js';
import { ANSWER_SCRIPT, SDK_SCRIPT } from './scripts.js';

/** Only to an exact origin is anything said: a code is worth a token. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);
const opening = z.object({ client_id: z.string(), origin, extras: z.string().default('{}') });
const ending = z.object({ origin, outcome: z.string(), number: z.string().default('') });

const DIALOGS = ['/dialog/oauth', String.raw`/:version{v\d+\.\d+}/dialog/oauth`];

/** Meta's side of Embedded Signup in the browser: the SDK and its pop-up, for this machine only. Source: facts/meta.md §6. */
export function signupRoutes(world: World): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();

  routes.get('/:locale{[a-z]{2}_[A-Z]{2}}/sdk.js', (c) => {
    // Pages load it as Meta's, with crossorigin.
    c.header('access-control-allow-origin', '*');
    return c.body(SDK_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' });
  });
  routes.get('/dialog/answer.js', (c) =>
    c.body(ANSWER_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );

  for (const path of DIALOGS) {
    routes.use(path, loopbackOnly);
    routes.get(path, (c) => {
      const asked = opening.safeParse(c.req.query());
      if (!asked.success) return c.text('The dialog needs client_id and the origin.', 400);
      if (!world.apps.has(asked.data.client_id)) return c.text('Invalid App ID.', 400);
      c.header('content-security-policy', DIALOG_POLICY);
      const coexistence = asked.data.extras.includes('whatsapp_business_app_onboarding');
      return c.html(renderDialog(world, { origin: asked.data.origin, coexistence }));
    });
    routes.post(path, async (c) => {
      const given = ending.safeParse(await c.req.parseBody());
      const outcome = signupOutcomes.find(({ name }) => name === given.data?.outcome);
      if (!given.success || outcome === undefined) return c.text('There is no such end.', 400);
      // First the clock: what was due must have happened before somebody acts.
      world.now();
      const answer = outcome.happen(world, world.numbers.get(given.data.number));
      c.header('content-security-policy', DIALOG_POLICY);
      return c.html(renderAnswer(answer, given.data.origin));
    });
  }
  return routes;
}
