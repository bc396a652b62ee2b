import { createRoute, z } from '@hono/zod-openapi';
import { checkParts, databaseChecks } from '../../operations/readiness.js';
import type { App, AppDependencies } from '../context.js';
import { json } from '../responses.js';

const tags = ['Platform'];

const livenessRoute = createRoute({
  method: 'get',
  path: '/healthz',
  tags,
  security: [],
  summary: 'The process is up',
  responses: { 200: json(z.object({ status: z.literal('ok'), version: z.string() }), 'Up.') },
});

const readinessSchema = z.object({
  status: z.enum(['ready', 'not_ready']),
  missing: z.array(z.string()),
  parts: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().nullable() })),
});

const readinessRoute = createRoute({
  method: 'get',
  path: '/readyz',
  tags,
  security: [],
  summary: 'Everything it stands on is there, part by part',
  responses: {
    200: json(readinessSchema, 'Ready.'),
    503: json(readinessSchema, 'Something is missing.'),
  },
});

/** Liveness and readiness; no key needed, nothing secret in them. */
export function registerProbes(app: App, deps: AppDependencies): void {
  app.openapi(livenessRoute, (c) => c.json({ status: 'ok' as const, version: deps.version }, 200));

  app.openapi(readinessRoute, async (c) => {
    const parts = await checkParts({ ...databaseChecks(deps.db), ...deps.checks });
    const missing = Object.keys(parts).filter((name) => parts[name]?.ok === false);
    const isReady = missing.length === 0;
    const status = isReady ? ('ready' as const) : ('not_ready' as const);
    return c.json({ status, missing, parts }, isReady ? 200 : 503);
  });
}
