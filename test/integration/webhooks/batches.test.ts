import pg from 'pg';
import { inject, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import {
  createDeliveryPartitions,
  daysAround,
  partitionName,
} from '../../../src/store/delivery-partitions.js';
import { BATCH_LIMITS } from '../../../src/webhooks/intake/batch-writer.js';
import { startListener } from '../../../src/store/listen.js';
import { adminQuery } from '../../support/admin-query.js';
import { waitUntil } from '../../support/wait-until.js';
import { startIntakeHarness, type IntakeHarness } from './harness.js';

const start = async (options: Parameters<typeof startIntakeHarness>[0] = {}) => {
  const meta = await startIntakeHarness(options);
  onTestFinished(() => meta.close());
  return meta;
};
const bodies = (count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `{"entry":[{"id":"${nth}"}]}`);
const stored = async ({ db }: IntakeHarness): Promise<string[]> => {
  const rows = await db.selectFrom('webhook_deliveries').select('body').execute();
  return rows.map(({ body }) => body.toString()).toSorted();
};

test('500 requests at once share few inserts, and each is answered after its row can be seen', async () => {
  const meta = await start();
  const reader = openDatabase(meta.databaseUrl, { max: 4 });
  onTestFinished(() => reader.destroy());

  const seen = await Promise.all(
    bodies(500).map(async (body) => {
      const { status } = await meta.post(body);
      const row = await reader
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('body', '=', Buffer.from(body))
        .executeTakeFirst();
      return status === 200 && row !== undefined;
    }),
  );

  expect(seen.filter((isSeen) => !isSeen)).toEqual([]);
  const { batchRows, ackMs } = meta.intake.stats();
  expect([batchRows.sum, ackMs.count]).toEqual([500, 500]);
  expect(batchRows.count).toBeLessThan(250);
});

test('listeners are told', async () => {
  const meta = await start();
  const listener = startListener(meta.databaseUrl, () => {});
  onTestFinished(() => listener.close());
  const told: (string | null)[] = [];
  listener.on('webhooks', (id) => told.push(id));

  // The listener may begin after the first of them.
  await waitUntil(
    async () => {
      await meta.post('{}');
      return told.length > 0;
    },
    { timeoutMs: 10_000, describe: 'a notification' },
  );
});

test('with Postgres gone it is 503 to exactly those, and after they are sent again all are there once', async () => {
  const meta = await start();
  const name = new URL(meta.databaseUrl).pathname.slice(1);
  const [before, meanwhile] = [bodies(20), bodies(40).slice(20)];
  expect(
    (await Promise.all(before.map((body) => meta.post(body)))).map(({ status }) => status),
  ).toEqual(before.map(() => 200));

  const admin = inject('postgresUrl');
  await adminQuery(admin, `alter database ${name} with allow_connections false`);
  await adminQuery(
    admin,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  const refused = await Promise.all(meanwhile.map((body) => meta.post(body)));
  expect(refused.map(({ status }) => status)).toEqual(meanwhile.map(() => 503));
  expect(refused.map(({ headers }) => headers['retry-after'])).toEqual(meanwhile.map(() => '5'));
  expect(meta.intake.stats().refused.not_stored).toBe(20);

  await adminQuery(admin, `alter database ${name} with allow_connections true`);
  const again = await Promise.all(meanwhile.map((body) => meta.post(body)));
  expect(again.map(({ status }) => status)).toEqual(meanwhile.map(() => 200));
  expect(await waitUntil(() => stored(meta), { timeoutMs: 5_000, describe: 'Postgres' })).toEqual(
    [...before, ...meanwhile].toSorted(),
  );
});

test('beyond the bound of memory it is 503 at once, and who was in before is served', async () => {
  const meta = await start({
    roomBytes: 1_048_576,
    limits: { ...BATCH_LIMITS, patienceMs: 30_000 },
  });
  await meta.post('{}');
  const blocker = new pg.Client(meta.databaseUrl);
  await blocker.connect();
  onTestFinished(() => blocker.end());
  await blocker.query('begin; lock table webhook_deliveries in access exclusive mode');

  const body = 'a'.repeat(100_000);
  const answers = Array.from({ length: 20 }, () => meta.post(body));
  const refused = waitUntil(() => meta.intake.stats().refused.no_room > 0, {
    timeoutMs: 10_000,
    describe: 'a refusal',
  });
  await refused;
  expect(meta.intake.stats().heldBytes).toBeLessThanOrEqual(1_048_576);
  await waitUntil(() => meta.intake.stats().refused.no_room >= 10, {
    timeoutMs: 10_000,
    describe: 'all that do not fit to be refused',
  });
  await blocker.query('rollback');

  const all = await Promise.all(answers);
  const count = (status: number) => all.filter((answer) => answer.status === status).length;
  expect(count(200) + count(503)).toBe(20);
  expect(count(200)).toBeGreaterThanOrEqual(5);
  expect(all.find(({ status }) => status === 503)?.headers['retry-after']).toBe('1');
  expect(await stored(meta)).toHaveLength(1 + count(200));
  expect(meta.intake.stats().heldBytes).toBe(0);
});

test('a Postgres that hangs does not keep a request for ever', async () => {
  const meta = await start({ limits: { ...BATCH_LIMITS, atOnce: 1, patienceMs: 100 } });
  await meta.post('{}');
  const blocker = new pg.Client(meta.databaseUrl);
  await blocker.connect();
  onTestFinished(() => blocker.end());
  await blocker.query('begin; lock table webhook_deliveries in access exclusive mode');

  const first = meta.post('1');
  await waitUntil(() => meta.intake.stats().heldBytes > 0, {
    timeoutMs: 5_000,
    describe: 'the first to be under way',
  });
  const late = await Promise.all(['2', '3'].map((body) => meta.post(body)));
  expect(late.map(({ status }) => status)).toEqual([503, 503]);
  await blocker.query('rollback');
  await first;
});

test('a webhook of a day without a partition makes it and is stored', async () => {
  let now = Date.parse('2031-01-01T23:59:59.999Z');
  const meta = await start({ now: () => now });
  expect((await meta.post('"last of the day"')).status).toBe(200);
  now = Date.parse('2031-03-01T00:00:00.000Z');

  const answers = await Promise.all(bodies(30).map((body) => meta.post(body)));

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const { n } = await meta.db
    .selectFrom(partitionName(now) as 'webhook_deliveries')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  expect(n).toBe('30');
});

test('two servers make the partitions at once, each day once, and stop no insert', async () => {
  const meta = await start();
  const other = openDatabase(meta.databaseUrl, { max: 2 });
  onTestFinished(() => other.destroy());
  const days = daysAround(Date.parse('2040-02-28T12:00:00Z'), 1, 3);

  const made = await Promise.all([
    createDeliveryPartitions(meta.db, days),
    createDeliveryPartitions(other, days),
    createDeliveryPartitions(other, days),
    meta.post('{}').then(({ status }) => status),
  ]);

  expect(made[3]).toBe(200);
  expect(made.slice(0, 3).toSorted((one, other) => one - other)).toEqual([0, 0, 5]);
  expect(await createDeliveryPartitions(other, days)).toBe(0);
});
