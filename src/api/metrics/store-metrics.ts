import { Gauge, type Registry } from 'prom-client';
import { within } from '../../operations/readiness.js';
import { countNumbers, wakeupBacklog, webhookBacklog, type Backlog } from '../../store/backlog.js';
import { sweepLag } from '../../store/sweeps.js';
import type { AppDependencies } from '../context.js';

/** Gauges of what waits in Postgres. Returns how to read them all: false, and none of them shown, when they could not be read in time. */
export function storeMetrics(
  registry: Registry,
  { db, clock }: Pick<AppDependencies, 'db' | 'clock'>,
): () => Promise<boolean> {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({
      name: `onboard_number_${name}`,
      help,
      labelNames,
      registers: [registry],
    });
  const backlogGauges = (name: string, what: string) => {
    const waiting = gauge(`${name}_waiting`, `${what}.`);
    const oldest = gauge(`${name}_oldest_seconds`, `${what}: how long the oldest has waited.`);
    return {
      set(backlog: Backlog): void {
        waiting.set(backlog.waiting);
        oldest.set(backlog.oldestMs / 1_000);
      },
      forget(): void {
        waiting.remove();
        oldest.remove();
      },
    };
  };
  const webhooks = backlogGauges('webhook_backlog', 'Webhooks stored and not processed yet');
  const wakeups = backlogGauges('wakeups', 'Wakeups that are due and reached no workflow yet');
  const sweeps = backlogGauges('sweeps', 'Accounts whose health sweep is due');
  const numbers = gauge('numbers', 'Numbers by stage and whose move it is.', [
    'stage',
    'waiting_on',
  ]);

  return async function readStore() {
    numbers.reset();
    try {
      const at = clock.now();
      const [stored, due, behind, standing] = await within(
        Promise.all([
          webhookBacklog(db, at),
          wakeupBacklog(db, at),
          sweepLag(db, at),
          countNumbers(db),
        ]),
      );
      webhooks.set(stored);
      wakeups.set(due);
      sweeps.set({ waiting: behind.due, oldestMs: behind.seconds * 1_000 });
      for (const { stage, waiting_on, count } of standing)
        numbers.set({ stage, waiting_on }, count);
      return true;
    } catch {
      webhooks.forget();
      wakeups.forget();
      sweeps.forget();
      return false;
    }
  };
}
