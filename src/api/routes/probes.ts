import { createRoute, z } from '@hono/zod-openapi';
import { checkParts, databaseChecks, within } from '../../operations/readiness.js';
import { describeLoad, isDegraded, type WebhookLoad } from '../../operations/webhook-load.js';
import { webhookBacklog, type Backlog } from '../../store/backlog.js';
import { quantile } from '../../webhooks/intake/quantile.js';
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

  const backlog = onceWithin(ASKED_WITHIN, () =>
    within(webhookBacklog(deps.db, deps.clock.now())).catch(() => null),
  );

  app.openapi(readinessRoute, async (c) => {
    const [parts, waiting] = await Promise.all([
      checkParts({ ...databaseChecks(deps.db), ...deps.checks }),
      backlog(),
    ]);
    const missing = Object.keys(parts).filter((name) => parts[name]?.ok === false);
    const isReady = missing.length === 0;
    const status = isReady ? ('ready' as const) : ('not_ready' as const);

    const stats = deps.intakeStats?.();
    const p50 = stats === undefined ? null : quantile(stats.ackMs, 0.5);
    const p99 = stats === undefined ? null : quantile(stats.ackMs, 0.99);
    const ackMs = p50 === null || p99 === null ? null : { p50, p99 };
    const load: WebhookLoad = { ackMs, backlog: waiting };
    const answer = {
      status,
      missing,
      degraded: isDegraded(load) ? ['webhooks'] : [],
      parts: { ...parts, webhooks: { ok: true, detail: describeLoad(load) } },
      webhooks: {
        ack_ms: ackMs,
        in_flight: stats?.waiting ?? 0,
        backlog: waiting === null ? null : presentBacklog(waiting),
      },
    };
    return c.json(answer, isReady ? 200 : 503);
  });
}

/** Anybody may ask; the database is asked no more often than this, ms. */
const ASKED_WITHIN = 1_000;

const presentBacklog = ({ waiting, oldestMs }: Backlog) => ({
  waiting,
  oldest_s: oldestMs / 1_000,
});

/** Everybody who asks within this time gets the same answer. */
function onceWithin<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const at = performance.now();
    if (last === undefined || at - last.at >= ms) last = { at, answer: read() };
    return last.answer;
  };
}
