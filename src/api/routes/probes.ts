import { createRoute, z } from '@hono/zod-openapi';
import type { Backlog } from '../../store/backlog.js';
import type { App, AppDependencies } from '../context.js';
import { readinessOf } from '../readiness.js';
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
  degraded: z.array(z.string()).openapi({
    description: 'Parts that are there and late; no reason to send requests elsewhere.',
  }),
  parts: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().nullable() })),
  webhooks: z.object({
    ack_ms: z.object({ p50: z.number(), p99: z.number() }).nullable(),
    in_flight: z.number().int(),
    backlog: z.object({ waiting: z.number().int(), oldest_s: z.number() }).nullable(),
  }),
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

  const read = readinessOf(deps);

  app.openapi(readinessRoute, async (c) => {
    const { missing, degraded, parts, load, inFlight } = await read();
    const isReady = missing.length === 0;
    const answer = {
      status: isReady ? ('ready' as const) : ('not_ready' as const),
      missing: [...missing],
      degraded: [...degraded],
      parts: { ...parts },
      webhooks: {
        ack_ms: load.ackMs === null ? null : { ...load.ackMs },
        in_flight: inFlight,
        backlog: load.backlog === null ? null : presentBacklog(load.backlog),
      },
    };
    return c.json(answer, isReady ? 200 : 503);
  });
}

const presentBacklog = ({ waiting, oldestMs }: Backlog) => ({
  waiting,
  oldest_s: oldestMs / 1_000,
});
