/**
 * Does memory stay flat? Sends deliveries with one status each, all different, through intake and drain of one process, as many as they
 * take, and prints the heap after a collection ten times on the way. Exit code 1 where the last five are more than 16 MiB above
 * the first five. The load comes from a second process.
 * Run: `node --expose-gc --import tsx bench/webhooks-memory.ts [deliveries]`; a million takes some minutes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openDatabase, type Database } from '../src/store/database.js';
import { startListener } from '../src/store/listen.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { startDrain } from '../src/webhooks/drain/drain.js';
import { startIntake } from '../src/webhooks/intake/start-intake.js';
import { findPostgres } from './find-postgres.js';
import { median } from './median.js';
import { signedWebhook } from './signed-webhook.js';
import { callSteadily } from './steady-load.js';

const SECRET = 'secret-of-the-bench';
const LOOKS = 10;
const MEBIBYTE = 1_048_576;
const MAY_GROW = 16 * MEBIBYTE;
const PER_SECOND = 3_000;
const CONNECTIONS = 64;

async function measure(total: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url);
  const log = pino({ level: 'error' });
  const listener = startListener(postgres.url, () => {});
  const intake = startIntake({ db, databaseUrl: postgres.url, secrets: [SECRET], log });
  const drain = startDrain({ db, listener, log });
  const server = createServer((request, response) => void intake.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const heaps: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const each = Math.round(total / LOOKS);
    const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
    child.send({ port, from: look * each, count: each });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error('the load could not be sent');
    await untilDrained(db);
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    heaps.push(heapUsed);
    process.stdout.write(
      `${(look + 1) * each} deliveries: heap ${(heapUsed / MEBIBYTE).toFixed(1)} MiB, rss ${(rss / MEBIBYTE).toFixed(0)} MiB\n`,
    );
  }
  const growth = median(heaps.slice(LOOKS / 2)) - median(heaps.slice(0, LOOKS / 2));
  process.stdout.write(
    `second half against first half: ${(growth / MEBIBYTE).toFixed(1)} MiB (may be ${MAY_GROW / MEBIBYTE})\n`,
  );
  if (growth > MAY_GROW) process.exitCode = 1;

  server.close();
  server.closeAllConnections();
  await Promise.all([intake.close(), drain.stop()]);
  await listener.close();
  await db.destroy();
  await postgres.close();
}

async function untilDrained(db: Database): Promise<void> {
  for (;;) {
    const row = await db
      .selectFrom('webhook_deliveries')
      .select('id')
      .where('processed_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

interface Order {
  readonly port: number;
  readonly from: number;
  readonly count: number;
}

async function obey({ port, from, count }: Order): Promise<void> {
  await callSteadily({
    port,
    connections: CONNECTIONS,
    perSecond: PER_SECOND,
    seconds: count / PER_SECOND,
    warmUp: 0,
    request: (nth) => signedWebhook(from + nth, SECRET),
  });
  process.disconnect();
}

if (process.send === undefined) await measure(Number(process.argv[2] ?? 1_000_000));
else process.once('message', (order: Order) => void obey(order));
