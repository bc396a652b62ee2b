import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import { authentication } from './authentication.js';
import { registerChatwoot } from './chatwoot/routes.js';
import type { App, AppDependencies, AppEnv } from './context.js';
import { idempotency } from './idempotency.js';
import { createMetrics } from './metrics/create-metrics.js';
import { answerError, answerProblem } from './problems.js';
import { rateLimit } from './rate-limit.js';
import { readBody } from './read-body.js';
import { requestId } from './request-id.js';
import { registerAccounts } from './routes/accounts.js';
import { registerApiKeys } from './routes/api-keys.js';
import { registerAudit } from './routes/audit.js';
import { registerDiagnoses } from './routes/diagnoses.js';
import { registerDocs } from './routes/docs.js';
import { registerEmbeddedSignups } from './routes/embedded-signups.js';
import { registerMetrics } from './routes/metrics.js';
import { registerDeliveryReport } from './routes/delivery-report.js';
import { registerMessages } from './routes/messages.js';
import { registerEventAttempts } from './routes/event-attempts.js';
import { registerEventEndpoints } from './routes/event-endpoints.js';
import { registerEvents } from './routes/events.js';
import { registerNumberActions } from './routes/number-actions.js';
import { registerNumberHistory } from './routes/number-history.js';
import { registerNumberLists } from './routes/number-lists.js';
import { registerNumbers } from './routes/numbers.js';
import { registerPreflight } from './routes/preflight.js';
import { registerProbes } from './routes/probes.js';
import { registerSignupPage, SIGNUP_PAGES } from './routes/signup-page.js';
import { registerSupportBundle } from './routes/support-bundle.js';
import { registerTemplates } from './routes/templates.js';
import { registerWabas } from './routes/wabas.js';
import { registerWebhookDeliveries } from './routes/webhook-deliveries.js';
import { registerWebhooks } from './routes/webhooks.js';
import { singleParameters } from './single-parameters.js';
import { securityHeaders } from './security-headers.js';
import { refuseInvalid } from './validation.js';

/** Hono's `except` would put its parts together anew for every request. */
function headersOfAnswers(): MiddlewareHandler<AppEnv> {
  const sayHeaders = securityHeaders();
  return (c, next) => (c.req.path.startsWith(SIGNUP_PAGES) ? next() : sayHeaders(c, next));
}

/** The whole HTTP side. Reads no environment and opens nothing: `app.request()` is enough to test it. */
export function createApp(deps: AppDependencies): App {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });

  app.onError(answerError);
  app.notFound((c) =>
    answerProblem(new Problem('not_found', `There is no ${c.req.method} ${c.req.path}.`), c),
  );
  const metrics = createMetrics(deps);
  app.use(requestId(deps, metrics), headersOfAnswers());
  registerProbes(app, deps);
  registerMetrics(app, deps, metrics);
  registerWebhooks(app, deps);
  registerSignupPage(app, deps);

  // Who asks comes first: a body is read only from someone we know.
  app.use(
    '/v1/*',
    authentication(deps),
    rateLimit(deps, deps.rateLimits),
    singleParameters(),
    readBody(),
    idempotency(deps),
  );
  registerNumberLists(app, deps);
  registerNumbers(app, deps);
  registerPreflight(app, deps);
  registerNumberActions(app, deps);
  registerNumberHistory(app, deps);
  registerSupportBundle(app, deps);
  registerMessages(app, deps);
  registerDeliveryReport(app, deps);
  registerWabas(app, deps);
  registerTemplates(app, deps);
  registerDiagnoses(app);
  registerWebhookDeliveries(app, deps);
  registerChatwoot(app, deps);
  registerEmbeddedSignups(app, deps);
  registerAccounts(app, deps);
  registerApiKeys(app, deps);
  registerAudit(app, deps);
  registerEvents(app, deps);
  registerEventEndpoints(app, deps);
  registerEventAttempts(app, deps);
  registerDocs(app, deps);
  return app;
}
