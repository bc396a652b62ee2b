import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryPartitions, daysAround } from '../../../src/store/delivery-partitions.js';
import { createIntakeCounters } from '../../../src/webhooks/intake/stats.js';
import { startHarness, type Harness } from './harness.js';

const counters = createIntakeCounters();
let api: Harness;
let strict: Harness;
beforeAll(async () => {
  const intakeStats = () => counters.read({ waiting: 3, heldBytes: 4_096 });
  api = await startHarness({ intakeStats });
  strict = await startHarness({ allowInsecureUrls: false });
});
afterAll(async () => {
  await api.close();
  await strict.close();
});

/** Every sample: name with its labels → value. */
const samples = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  );

/** A webhook that nobody processed for this long. */
async function leaveWaiting(ms: number): Promise<void> {
  const at = api.clock.at - ms;
  await createDeliveryPartitions(api.db, daysAround(at, 0, 0));
  await api.db
    .insertInto('webhook_deliveries')
    .values({ received_at: new Date(at), route: 'app', signed_by: 1, body: Buffer.from('{}') })
    .execute();
}

describe('/metrics', () => {
  test('tells Prometheus of requests, webhooks, wakeups and numbers, without ids', async () => {
    const id = await api.addNumber();
    await api.call('GET', `/v1/numbers/${id}`);
    await api.call('GET', '/v1/numbers/404');
    counters.acknowledged(2);
    counters.acknowledged(40);
    counters.refuse('unsigned');
    counters.batch(2, true);
    await leaveWaiting(5_000);
    const next_sweep_at = new Date(api.clock.at - 30_000);
    await api.db.updateTable('wabas').set({ next_sweep_at }).execute();

    const { status, headers, text } = await api.call('GET', '/metrics', { key: null });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).not.toContain(id);
    expect(samples(text)).toMatchObject({
      'onboard_number_http_requests_total{method="GET",route="/v1/numbers/:id",status="200"}': '1',
      'onboard_number_http_requests_total{method="GET",route="/v1/numbers/:id",status="404"}': '1',
      'onboard_number_webhook_ack_seconds_bucket{le="0.002"}': '1',
      'onboard_number_webhook_ack_seconds_bucket{le="+Inf"}': '2',
      onboard_number_webhook_ack_seconds_sum: '0.042',
      onboard_number_webhook_ack_seconds_count: '2',
      'onboard_number_webhooks_refused_total{why="unsigned"}': '1',
      onboard_number_webhooks_in_flight: '3',
      onboard_number_webhook_backlog_waiting: '1',
      onboard_number_webhook_backlog_oldest_seconds: '5',
      onboard_number_wakeups_waiting: '1',
      onboard_number_sweeps_waiting: '1',
      onboard_number_sweeps_oldest_seconds: '30',
      'onboard_number_numbers{stage="verifying",waiting_on="us"}': '1',
      onboard_number_postgres_up: '1',
    });
    expect(text).toContain('nodejs_eventloop_lag_seconds');

    // A second scrape shows the same, not the sum of both.
    const again = samples((await api.call('GET', '/metrics', { key: null })).text);
    expect(again['onboard_number_webhooks_refused_total{why="unsigned"}']).toBe('1');
    expect(again['onboard_number_numbers{stage="verifying",waiting_on="us"}']).toBe('1');
  });

  test('without Postgres it still answers, and says what is missing', async () => {
    const down = await startHarness();
    await down.call('GET', '/metrics');
    await down.db.destroy();
    const { status, text } = await down.call('GET', '/metrics', { key: null });
    await down.close();

    expect([status, samples(text)['onboard_number_postgres_up']]).toEqual([200, '0']);
    expect(text).not.toMatch(/^onboard_number_(webhook_backlog|wakeups|sweeps|numbers)[^#]* \d/m);
  });

  test('outside development it is for platform keys that may read', async () => {
    const asked = async (key: string | null) =>
      (await strict.call('GET', '/metrics', { key })).status;

    expect(await asked(null)).toBe(401);
    expect(await asked(await strict.addKey('1', ['read', 'admin']))).toBe(403);
    expect(await asked(await strict.addKey(null, ['send']))).toBe(403);
    expect(await asked(await strict.addKey(null, ['read']))).toBe(200);
  });
});

describe('/readyz', () => {
  test('a backlog is a detail: late is not down', async () => {
    await leaveWaiting(0);
    api.clock.at += 61_000;

    const { status, body } = await api.call('GET', '/readyz', { key: null });

    expect([status, body.status, body.missing, body.degraded]).toEqual([
      200,
      'ready',
      [],
      ['webhooks'],
    ]);
    expect(body.webhooks).toEqual({
      ack_ms: { p50: 2, p99: 49.5 },
      in_flight: 3,
      backlog: { waiting: 2, oldest_s: 66 },
    });
  });
});
