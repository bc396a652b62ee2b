import { checkParts, databaseChecks, within, type PartState } from '../operations/readiness.js';
import { describeLoad, isDegraded, type WebhookLoad } from '../operations/webhook-load.js';
import { webhookBacklog, type Backlog } from '../store/backlog.js';
import { quantile } from '../webhooks/intake/quantile.js';
import type { AppDependencies } from './context.js';

/** How this process and what it stands on are. */
export interface Readiness {
  readonly missing: readonly string[];
  /** Parts that are there and late. */
  readonly degraded: readonly string[];
  readonly parts: Readonly<Record<string, PartState>>;
  readonly load: WebhookLoad;
  /** Webhooks that are being received. */
  readonly inFlight: number;
}

/** Anybody may ask; the database is asked no more often than this, ms. */
const ASKED_WITHIN = 1_000;

/** Asks every part; answers within three seconds, also when none of them does. */
export function readinessOf(deps: AppDependencies): () => Promise<Readiness> {
  const backlog = onceWithin<Backlog | null>(ASKED_WITHIN, () =>
    within(webhookBacklog(deps.db, deps.clock.now())).catch(() => null),
  );
  return async () => {
    const [parts, waiting] = await Promise.all([
      checkParts({ ...databaseChecks(deps.db), ...deps.checks }),
      backlog(),
    ]);
    const stats = deps.intakeStats?.();
    const p50 = stats === undefined ? null : quantile(stats.ackMs, 0.5);
    const p99 = stats === undefined ? null : quantile(stats.ackMs, 0.99);
    const load: WebhookLoad = {
      ackMs: p50 === null || p99 === null ? null : { p50, p99 },
      backlog: waiting,
    };
    return {
      missing: Object.keys(parts).filter((name) => parts[name]?.ok === false),
      degraded: isDegraded(load) ? ['webhooks'] : [],
      parts: { ...parts, webhooks: { ok: true, detail: describeLoad(load) } },
      load,
      inFlight: stats?.waiting ?? 0,
    };
  };
}

/** Everybody who asks within this time gets the same answer. */
function onceWithin<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const at = performance.now();
    if (last === undefined || at - last.at >= ms) last = { at, answer: read() };
    return last.answer;
  };
}
