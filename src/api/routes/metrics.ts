import { requireScope } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { authentication } from '../authentication.js';
import type { App, AppDependencies } from '../context.js';
import type { Metrics } from '../metrics/create-metrics.js';

/**
 * `/metrics` for Prometheus, with a platform key that may read (`authorization.credentials` of the scrape): figures about all accounts are
 * not for any of them. Open where plain http on this machine is allowed too: development and tests.
 */
export function registerMetrics(app: App, deps: AppDependencies, metrics: Metrics): void {
  if (!deps.allowInsecureUrls) app.use('/metrics', authentication(deps));

  app.get('/metrics', async (c) => {
    if (!deps.allowInsecureUrls) {
      requireScope(c.var.actor, 'read');
      if (!c.var.actor.isPlatform)
        throw new Problem('insufficient_scope', 'Metrics are for platform keys.');
    }
    const { text, contentType } = await metrics.render();
    c.header('Content-Type', contentType);
    return c.body(text);
  });
}
