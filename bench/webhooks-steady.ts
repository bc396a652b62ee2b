/**
 * How long Meta waits for its acknowledgement, and how soon a status is in its table, at a steady pace of statuses that are all different:
 * load, server (intake) and worker (drain) in three processes, as they run. Exit code 1 where a target is missed. The times are those of
 * this machine: two cores carry Postgres too.
 * Run: `node --import tsx bench/webhooks-steady.ts [seconds] [per second]`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openDatabase, type Database } from '../src/store/database.js';
import { startListener } from '../src/store/listen.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { startDrain } from '../src/webhooks/drain/drain.js';
import { startIntake } from '../src/webhooks/intake/start-intake.js';
import { findPostgres } from './find-postgres.js';
import { signedWebhook } from './signed-webhook.js';
import { callSteadily } from './steady-load.js';

/** Milliseconds. */
const TARGETS = { ackP50: 25, ackP99: 150, storedP99: 1_000 };
const SECRET = 'secret-of-the-bench';
const CONNECTIONS = 128;
const WARM_UP = 2;

/** What another process is told to do. */
type Order =
  | {
      readonly do: 'load';
      readonly port: number;
      readonly seconds: number;
      readonly perSecond: number;
    }
  | { readonly do: 'drain'; readonly databaseUrl: string };

async function measure(seconds: number, perSecond: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 2 });
  const log = pino({ level: 'error' });
  const intake = startIntake({ db, databaseUrl: postgres.url, secrets: [SECRET], log });
  const server = createServer((request, response) => void intake.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const worker = tell({ do: 'drain', databaseUrl: postgres.url });
  const times = await answerOf<number[]>(tell({ do: 'load', port, seconds, perSecond }));
  const stored = await timesToTable(db, perSecond * WARM_UP);
  worker.kill('SIGTERM');
  await once(worker, 'exit');

  const ack = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`${perSecond} different statuses/s for ${seconds} s:`);
  print(
    `acknowledged   p50 ${ms(ack.p50)} (target ${TARGETS.ackP50}), p99 ${ms(ack.p99)} (target ${TARGETS.ackP99})`,
  );
  print(
    `in its table   p50 ${ms(stored.p50)}, p99 ${ms(stored.p99)} after it came (target ${TARGETS.storedP99})`,
  );
  if (ack.p50 > TARGETS.ackP50 || ack.p99 > TARGETS.ackP99 || stored.p99 > TARGETS.storedP99)
    process.exitCode = 1;

  server.close();
  server.closeAllConnections();
  await intake.close();
  await db.destroy();
  await postgres.close();
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const quantile = (ascending: readonly number[], part: number): number =>
  ascending[Math.floor(ascending.length * part)] ?? NaN;

/** Between the arrival of a delivery and the transaction that put its status into the table, once nothing waits. */
async function timesToTable(db: Database, warmUp: number): Promise<{ p50: number; p99: number }> {
  for (;;) {
    const { rows } = await sql<{ waiting: string; p50: number; p99: number }>`
      select count(*) filter (where processed_at is null) as waiting,
        percentile_cont(0.5) within group (order by ms) as p50,
        percentile_cont(0.99) within group (order by ms) as p99
      from (
        select processed_at, extract(epoch from processed_at - received_at) * 1000 as ms
        from webhook_deliveries order by id offset ${warmUp}
      ) as counted`.execute(db);
    const [row] = rows;
    if (row !== undefined && Number(row.waiting) === 0) return row;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tell(order: Order): ChildProcess {
  const child = fork(fileURLToPath(import.meta.url));
  child.send(order);
  return child;
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const gone = once(child, 'disconnect').then(() => ['the process ended without an answer']);
  const [answer] = (await Promise.race([once(child, 'message'), gone])) as [Answer | string];
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

async function obey(order: Order): Promise<void> {
  if (order.do === 'drain') return drainUntilStopped(order.databaseUrl);
  const { port, seconds, perSecond } = order;
  const request = (nth: number): string => signedWebhook(nth, SECRET);
  const load = { port, seconds, perSecond, connections: CONNECTIONS, warmUp: WARM_UP, request };
  const answer = await callSteadily(load).catch(String);
  // Not before all of it has left: it is long.
  process.send?.(answer, () => process.disconnect());
}

async function drainUntilStopped(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl);
  const listener = startListener(databaseUrl, () => {});
  const drain = startDrain({ db, listener, log: pino({ level: 'error' }) });
  await once(process, 'SIGTERM');
  await drain.stop();
  await listener.close();
  await db.destroy();
  process.disconnect();
}

if (process.send === undefined)
  await measure(Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 3_000));
else process.once('message', (order: Order) => void obey(order));
