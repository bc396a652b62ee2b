import { pino } from 'pino';
import { startDelivery, type DeliveryOptions } from '../../../src/events/delivery.js';
import { startSequencer } from '../../../src/events/sequencer.js';
import { appendEvents, notify, type OutgoingEvent } from '../../../src/store/append.js';
import type { Database } from '../../../src/store/database.js';
import { startListener } from '../../../src/store/listen.js';
import type { EventAttemptRow } from '../../../src/store/tables.js';
import { waitUntil } from '../../support/wait-until.js';
import { startHarness, type Harness } from '../api/harness.js';

/** The API with what delivers events behind it; its clock stands still unless a test moves it. */
export interface EventsHarness extends Harness {
  /** Writes events in one transaction. */
  emit(events: readonly Partial<OutgoingEvent>[]): Promise<void>;
  /** Starts what numbers and delivers; `stop` ends it. */
  startWorker(options?: Partial<DeliveryOptions>): { stop(): Promise<void> };
  /** Moves the clock, ms, and has deliveries looked for at once. */
  pass(ms: number): Promise<void>;
  /** Adds an endpoint through the API. */
  addEndpoint(
    url: string,
    more?: Record<string, unknown>,
    key?: string,
  ): Promise<{ readonly id: string; readonly secret: string }>;
  /** The deliveries to an endpoint, oldest first, once they are as many as that and none waits for now. */
  settled(endpointId: string, count: number): Promise<EventAttemptRow[]>;
}

export async function startEventsHarness(): Promise<EventsHarness> {
  const harness = await startHarness();
  const { db, clock } = harness;
  const log = pino({ level: 'debug' }, { write: (line: string) => void harness.logs.push(line) });
  const listener = startListener(harness.databaseUrl, () => {});
  const workers = new Set<{ stop(): Promise<void> }>();

  return Object.assign(harness, {
    async emit(events: readonly Partial<OutgoingEvent>[]) {
      await db.transaction().execute((tx) =>
        appendEvents(
          tx,
          events.map((event) => ({
            accountId: '1',
            numberId: null,
            type: 'number.live',
            at: clock.at,
            data: { number: { id: '106540352242922' } },
            cause: { kind: 'timer' as const },
            ...event,
          })),
        ),
      );
    },
    startWorker(options: Partial<DeliveryOptions> = {}) {
      const common = { db, listener, log, now: () => clock.at };
      const sequencer = startSequencer(common);
      const delivery = startDelivery({
        ...common,
        vault: harness.vault,
        allowInsecureUrls: true,
        leaseMs: 1_500,
        graceMs: 200,
        answerWithinMs: 500,
        ...options,
      });
      const worker = {
        async stop() {
          workers.delete(worker);
          await Promise.all([sequencer.stop(), delivery.stop()]);
        },
      };
      workers.add(worker);
      return worker;
    },
    async pass(ms: number) {
      clock.at += ms;
      await notify(db, 'event_deliveries', '');
    },
    async addEndpoint(url: string, more: Record<string, unknown> = {}, key?: string) {
      const { status, body, text } = await harness.call('POST', '/v1/event-endpoints', {
        json: { url, ...more },
        ...(key !== undefined && { key }),
      });
      if (status !== 201) throw new Error(`POST /v1/event-endpoints answered ${status}: ${text}`);
      return body as { id: string; secret: string };
    },
    settled: (endpointId: string, count: number) =>
      waitUntil(
        async () => {
          const rows = await attemptsOf(db, endpointId);
          const isDone = rows.every(
            (row) => row.status !== 'pending' || row.next_attempt_at.getTime() > clock.at,
          );
          return rows.length === count && isDone ? rows : null;
        },
        { timeoutMs: 20_000, describe: `${count} deliveries to be settled` },
      ),
    close: withWorkers(harness.close.bind(harness), async () => {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await listener.close();
    }),
  });
}

const withWorkers =
  (close: () => Promise<void>, before: () => Promise<void>) => async (): Promise<void> => {
    await before();
    await close();
  };

export const attemptsOf = (db: Database, endpointId: string): Promise<EventAttemptRow[]> =>
  db
    .selectFrom('event_attempts')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .orderBy('seq')
    .execute();
