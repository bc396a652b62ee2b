import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AppDependencies } from '../context.js';
import { intakeMetrics } from './intake-metrics.js';
import { storeMetrics } from './store-metrics.js';

/** One request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: ids are no labels. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What this process and the database behind it tell Prometheus. Labels are closed sets: no ids, no names, no secrets. */
export interface Metrics {
  count(request: AnsweredRequest): void;
  /** The text format, and its content type. Never rejects: what cannot be read is left out, and `onboard_number_postgres_up` says so. */
  render(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** One registry per app, so that two in one process do not mix. */
export function createMetrics(
  deps: Pick<AppDependencies, 'db' | 'clock' | 'intakeStats'>,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'onboard_number_http_requests_total',
    help: 'Requests answered; webhooks in are counted by their own metrics.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'onboard_number_http_request_seconds',
    help: 'How long requests took.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers,
  });
  const postgresUp = new Gauge({
    name: 'onboard_number_postgres_up',
    help: '1 while the figures that come from Postgres could be read.',
    registers,
  });
  if (deps.intakeStats !== undefined) intakeMetrics(registry, deps.intakeStats);
  const readStore = storeMetrics(registry, deps);
  let hasProcessMetrics = false;

  return {
    count({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
    },
    async render() {
      // They watch the process all the time, so not before somebody wants them.
      if (!hasProcessMetrics) collectDefaultMetrics({ register: registry });
      hasProcessMetrics = true;
      postgresUp.set((await readStore()) ? 1 : 0);
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
