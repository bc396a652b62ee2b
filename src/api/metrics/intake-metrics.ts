import { Counter, Gauge, type Metric, type Registry } from 'prom-client';
import type { HistogramReading } from '../../webhooks/intake/histogram.js';
import type { IntakeStats } from '../../webhooks/intake/stats.js';

/** What the intake of webhooks counted since the process began. */
export function intakeMetrics(registry: Registry, stats: () => IntakeStats): void {
  const registers = [registry];
  registerHistogram(registry, {
    name: 'onboard_number_webhook_ack_seconds',
    help: 'From the first byte of a webhook to its 200, which comes after its row is committed.',
    read: () => inSeconds(stats().ackMs),
  });
  registerHistogram(registry, {
    name: 'onboard_number_webhook_batch_rows',
    help: 'Webhooks that shared an insert.',
    read: () => stats().batchRows,
  });
  new Counter({
    name: 'onboard_number_webhook_failed_batches_total',
    help: 'Inserts that failed; Meta was told to send again.',
    registers,
    collect() {
      this.reset();
      this.inc(stats().failedBatches);
    },
  });
  new Counter({
    name: 'onboard_number_webhooks_refused_total',
    help: 'Webhooks that were not taken, by why.',
    labelNames: ['why'],
    registers,
    collect() {
      this.reset();
      for (const [why, count] of Object.entries(stats().refused)) this.inc({ why }, count);
    },
  });
  new Gauge({
    name: 'onboard_number_webhooks_in_flight',
    help: 'Webhooks that wait for their insert to begin.',
    registers,
    collect() {
      this.set(stats().waiting);
    },
  });
  new Gauge({
    name: 'onboard_number_webhook_held_bytes',
    help: 'Bytes of webhooks under way.',
    registers,
    collect() {
      this.set(stats().heldBytes);
    },
  });
}

const inSeconds = ({ bounds, counts, count, sum }: HistogramReading): HistogramReading => ({
  bounds: bounds.map((ms) => ms / 1_000),
  counts,
  count,
  sum: sum / 1_000,
});

/** The library's own histogram only takes values one by one; a registry asks for nothing but name, help, type and values. */
function registerHistogram(
  registry: Registry,
  { name, help, read }: { name: string; help: string; read: () => HistogramReading },
): void {
  const metric = {
    name,
    help,
    type: 'histogram',
    async get() {
      const { bounds, counts, count, sum } = read();
      const buckets = counts.map((value, index) => ({
        metricName: `${name}_bucket`,
        labels: { le: bounds[index] ?? '+Inf' },
        value,
      }));
      const values = [
        ...buckets,
        { metricName: `${name}_sum`, labels: {}, value: sum },
        { metricName: `${name}_count`, labels: {}, value: count },
      ];
      return { name, help, type: 'histogram', values, aggregator: 'sum' };
    },
  };
  registry.registerMetric(metric as unknown as Metric);
}
