import { Hono } from 'hono';
import { z } from 'zod';
import { issueSignupCode } from '../signup/issue-code.js';
import { HOUR } from '../state/clock.js';
import { makeTemplate } from '../state/template.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceAccountEvent, announceAccountField } from '../webhooks/account-events.js';
import { ControlProblem, id, instant, isoOrNull, readInput } from './input.js';
import { presentApp, presentWaba } from './present.js';
import { templateInput } from './templates.js';

const appInput = z.strictObject({
  name: z.string().optional(),
  secret: z.string().min(1).optional(),
  verify_token: z.string().optional(),
  callback_url: z.url().nullable().optional(),
  fields: z.array(z.string()).optional(),
});

const wabaInput = z.strictObject({
  name: z.string().optional(),
  business_id: id.optional(),
  app_id: id.optional(),
  token: z.string().min(1).optional(),
  token_expires_at: instant.nullable().optional(),
  token_data_access_expires_at: instant.nullable().optional(),
  token_ended: z.enum(['expired', 'invalidated']).nullable().optional(),
  scopes: z.array(z.string()).optional(),
  payment_method: z.boolean().optional(),
  verified_business: z.boolean().optional(),
  account_review_status: z.string().optional(),
  business_verification_status: z.string().optional(),
  ownership_type: z.string().optional(),
  status: z.string().optional(),
  currency: z.string().optional(),
  timezone_id: z.string().optional(),
  country: z.string().optional(),
  whatsapp_business_manager_messaging_limit: z.string().optional(),
  calls_per_hour: z.number().int().min(1).nullable().optional(),
  templates: z.array(templateInput).optional(),
});
type WabaInput = z.infer<typeof wabaInput>;

/** Apps, WABAs, their tokens and signup codes. Source: simulator.md §3. */
export function accountRoutes(world: World): Hono {
  const routes = new Hono();

  routes.put('/apps/:id', async (c) => {
    const { callback_url, ...given } = await readInput(c, appInput);
    const app = world.putApp(c.req.param('id'), withoutUndefined(given));
    if (callback_url !== undefined) app.callback_url = callback_url ?? undefined;
    return c.json(presentApp(app));
  });
  routes.get('/apps/:id', (c) => {
    const app = world.apps.get(c.req.param('id'));
    if (app === undefined) throw new ControlProblem('no such app', 404);
    return c.json(presentApp(app));
  });

  routes.put('/wabas/:id', async (c) => {
    const waba = putWaba(world, c.req.param('id'), await readInput(c, wabaInput));
    return c.json(presentWaba(world, waba));
  });
  routes.get('/wabas/:id', (c) => {
    const waba = world.wabas.get(c.req.param('id'));
    if (waba === undefined) throw new ControlProblem('no such WABA', 404);
    return c.json(presentWaba(world, waba));
  });
  routes.post('/wabas/:id/signup-codes', (c) => {
    const { code, expires_at } = issueSignupCode(world, world.ensureWaba(c.req.param('id')));
    return c.json({ code, expires_at: isoOrNull(expires_at) });
  });
  routes.post('/wabas/:id/account-event', async (c) => {
    const waba = world.wabas.get(c.req.param('id'));
    if (waba === undefined) throw new ControlProblem('no such WABA', 404);
    const input = await readInput(c, accountEventInput);
    if (input.field !== undefined) announceAccountField(world, waba, input, 'always');
    else announceAccountEvent(world, waba, input, 'always');
    return c.json({ sent: true });
  });
  return routes;
}

/**
 * Body of an account event: `event` and its keys for an `account_update`, or `field` and `value` for any other account field. It only says
 * so: what the node then shows is set by PUT. Source: facts/meta.md §4.5, §4.6.
 */
export const accountEventInput = z.union([
  z.strictObject({ field: z.string().min(1), value: z.record(z.string(), z.unknown()) }),
  z.looseObject({ event: z.string().min(1), field: z.never().optional() }),
]);

/** Makes a WABA or changes the given fields; a new token is one that works. */
export function putWaba(world: World, wabaId: string, input: WabaInput): Waba {
  const isNew = !world.wabas.has(wabaId);
  const waba = world.ensureWaba(wabaId);
  const {
    token,
    token_expires_at,
    token_data_access_expires_at: dataAccessEndsAt,
    token_ended: ended,
    scopes,
    calls_per_hour,
    templates,
    ...fields
  } = withoutUndefined(input);
  Object.assign(waba, fields);
  if (templates !== undefined)
    waba.templates = templates.map((given) => makeTemplate(waba.id, given, world.now()));
  if (calls_per_hour !== undefined) waba.calls_per_hour = calls_per_hour ?? undefined;

  if (isNew && token !== undefined) world.tokens.delete(waba.token);
  const granted = world.grantToken(waba, {
    text: token ?? waba.token,
    scopes,
    expires_at: token_expires_at ?? undefined,
  });
  if (token_expires_at === null) granted.expires_at = undefined;
  if (dataAccessEndsAt !== undefined)
    granted.data_access_expires_at = dataAccessEndsAt ?? undefined;
  if (ended !== undefined) granted.ended = ended ?? undefined;
  if (input.app_id !== undefined) granted.app_id = world.ensureApp(input.app_id).id;
  return waba;
}

/** Ends the WABA's token as time would. */
export function expireToken(world: World, waba: Waba): void {
  const token = world.tokens.get(waba.token);
  if (token === undefined) return;
  token.ended = 'expired';
  token.expires_at = world.now() - HOUR;
}

function withoutUndefined<Given extends object>(
  given: Given,
): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Given]?: Exclude<Given[Key], undefined>;
  };
}
