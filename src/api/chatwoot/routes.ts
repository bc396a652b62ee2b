import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import { repairWebhooks } from '../../operations/check-number.js';
import { liveHealth, numberOfInbox } from '../../operations/live-health.js';
import type { App, AppDependencies, AppEnv } from '../context.js';
import { rateLimit } from '../rate-limit.js';
import { json, requires } from '../responses.js';
import { chatwootAuthentication } from './authentication.js';
import { registerAuthorization } from './authorization.js';
import { answerChatwootError, graphErrorOf, webhookFailure } from './errors.js';
import { whatIsStillWrong } from './webhook-trouble.js';
import { presentChatwootHealth } from './health.js';
import { chatwootHealthSchema, inboxParams, refusals, tags } from './schemas.js';
import { registerTemplates } from './templates.js';

const ACCOUNT = '/api/v1/accounts/:account_id';

const healthRoute = createRoute({
  method: 'get',
  path: '/inboxes/{inbox_id}/health',
  ...requires('read'),
  tags,
  summary: 'Health as Chatwoot shows it: a look at Meta, else what was seen last',
  request: { params: inboxParams },
  responses: { 200: json(chatwootHealthSchema, 'The health.'), ...refusals },
});

const registerWebhookRoute = createRoute({
  method: 'post',
  path: '/inboxes/{inbox_id}/register_webhook',
  ...requires('operate'),
  tags,
  summary: 'Subscribe and set the callback now, with read-back',
  request: { params: inboxParams },
  responses: { 200: json(z.object({ message: z.string() }), 'Read back.'), ...refusals },
});

/**
 * The routes that Chatwoot's own dashboard calls, in its words: contract in facts/chatwoot-contract.md §1.9. Its users' roles are scopes
 * here: whoever sees an inbox has `read`, an administrator `operate`.
 */
export function registerChatwoot(app: App, deps: AppDependencies): void {
  const chatwoot = new OpenAPIHono<AppEnv>();
  chatwoot.onError(answerChatwootError);
  chatwoot.use(chatwootAuthentication(deps), rateLimit(deps, deps.rateLimits));

  chatwoot.openapi(healthRoute, async (c) => {
    const { inbox_id: inboxId } = c.req.valid('param');
    const { number, refusal } = await liveHealth(c.var.actor, inboxId, deps);
    if (refusal !== null) return c.json({ error: graphErrorOf(refusal) }, 422);
    if (number.node === null)
      return c.json({ error: number.node_error?.message ?? 'Meta was not read yet.' }, 422);
    return c.json(presentChatwootHealth(number, { at: deps.clock.now(), ...deps }), 200);
  });

  chatwoot.openapi(registerWebhookRoute, async (c) => {
    const { inbox_id: inboxId } = c.req.valid('param');
    requireScope(c.var.actor, 'operate');
    const { phone_number_id: id } = await numberOfInbox(c.var.actor, inboxId, deps);
    try {
      const { number, isAnswered } = await repairWebhooks(c.var.actor, id, deps);
      const trouble = isAnswered
        ? whatIsStillWrong(number, deps)
        : 'nobody got to it yet; it goes on, look again in a minute.';
      if (trouble !== null) return c.json({ error: `Webhook setup failed: ${trouble}` }, 422);
      return c.json({ message: 'Webhook registered successfully' }, 200);
    } catch (error) {
      return c.json({ error: webhookFailure(error) }, 422);
    }
  });

  registerTemplates(chatwoot, deps);
  registerAuthorization(chatwoot, deps);
  chatwoot.all('*', (c) => c.json({ error: 'Resource could not be found' }, 404));
  app.route(ACCOUNT, chatwoot);
}
