/**
 * How many webhooks a second one server process acknowledges durably, beside three others in the same run: (a) the same route that only
 * verifies the signature and answers, (b) one plain insert per request, and (c) the same intake behind the HTTP framework. The
 * ratios say more than the figures, which fall on a busy machine. Postgres commits to disk here.
 * Run: `node --import tsx bench/webhooks-intake.ts [seconds]`; `DATABASE_URL` or an embedded Postgres. The load comes from a second
 * process. Exit code 1 where a target is missed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import pg from 'pg';
import { pino } from 'pino';
import type { AppEnv } from '../src/api/context.js';
import { requestId } from '../src/api/request-id.js';
import { openDatabase } from '../src/store/database.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { openDeliveryInserts } from '../src/store/insert-deliveries.js';
import {
  BATCH_LIMITS,
  createBatchWriter,
  type BatchWriter,
} from '../src/webhooks/intake/batch-writer.js';
import { LARGEST_WEBHOOK } from '../src/webhooks/intake/intake.js';
import { signatureOf, signedBy } from '../src/webhooks/intake/signature.js';
import { startIntake } from '../src/webhooks/intake/start-intake.js';
import { findPostgres } from './find-postgres.js';
import { median } from './median.js';
import { callForSeconds } from './raw-load.js';
import { signedWebhook } from './signed-webhook.js';

const TARGETS = { verifyOnly: 0.35, plainInserts: 2 };
const CONNECTIONS = 128;
const POOL = 20;
const ROUNDS = 3;
const WARM_UP = 0.5;
const SECRETS = ['secret-of-the-bench'];
/** Different bodies, sent round and round: each is about what Meta sends for one status. */
const BODIES = 200;

/** What the second process is told to do. */
interface Order {
  readonly port: number;
  readonly requests: readonly string[];
  readonly seconds: number;
}

async function measure(seconds: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 2 });
  const pool = new pg.Pool({ connectionString: postgres.url, max: POOL });
  // Postgres ends what the pool is still closing.
  pool.on('error', () => {});
  const log = pino({ level: 'error' });
  const ours = startIntake({ db, databaseUrl: postgres.url, secrets: SECRETS, log });
  const inserts = openDeliveryInserts({
    databaseUrl: postgres.url,
    atOnce: BATCH_LIMITS.atOnce,
    createPartitions: () => Promise.resolve(),
    onError: () => {},
  });
  const writer = createBatchWriter({ insert: (rows) => inserts.insert(rows), onBatch: () => {} });

  const servers = {
    ours: await listen((request, response) => void ours.handle(request, response)),
    verifyOnly: await listen(verifyOnly),
    plainInserts: await listen(plainInserts(pool)),
    framework: await listen(inFramework(writer)),
  };
  const names = Object.keys(servers) as (keyof typeof servers)[];
  const requests = Array.from({ length: BODIES }, (_, nth) => signedWebhook(nth, SECRETS[0] ?? ''));

  // In turns, so that whatever else the machine does meets all alike.
  const rounds: Record<keyof typeof servers, Measured>[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const result: Partial<Record<keyof typeof servers, Measured>> = {};
    for (const name of names)
      result[name] = await callServer({ port: portOf(servers[name]), requests, seconds });
    rounds.push(result as Record<keyof typeof servers, Measured>);
  }

  const middle = (name: keyof typeof servers, of: keyof Measured): number =>
    median(rounds.map((round) => round[name][of]));
  const ratio = (base: keyof typeof servers): number =>
    median(rounds.map((round) => round.ours.perSecond / round[base].perSecond));
  const { batchRows } = ours.stats();
  const lines: [string, keyof typeof servers][] = [
    ['ours, durable', 'ours'],
    ['(a) verify and answer', 'verifyOnly'],
    ['(b) one insert each', 'plainInserts'],
    ['(c) ours behind Hono', 'framework'],
  ];
  for (const [title, name] of lines)
    print(
      `${title.padEnd(22)} ${middle(name, 'perSecond').toFixed(0).padStart(6)} webhooks/s, ${middle(name, 'cpuMicros').toFixed(0)} µs of processor time each`,
    );
  print(`ours / (a): ${ratio('verifyOnly').toFixed(2)} (target ${TARGETS.verifyOnly})`);
  print(`ours / (b): ${ratio('plainInserts').toFixed(2)} (target ${TARGETS.plainInserts})`);
  print(`ours / (c): ${ratio('framework').toFixed(2)}`);
  print(`rows per insert: ${(batchRows.sum / batchRows.count).toFixed(1)}`);
  print(`medians of ${ROUNDS} rounds of ${seconds} s, ${CONNECTIONS} connections`);
  const isBelow =
    ratio('verifyOnly') < TARGETS.verifyOnly || ratio('plainInserts') < TARGETS.plainInserts;
  if (isBelow) process.exitCode = 1;

  for (const server of Object.values(servers)) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all([ours.close(), writer.close()]);
  await Promise.all([inserts.close(), pool.end()]);
  await db.destroy();
  await postgres.close();
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Baseline (a): the least that checks a signature. */
const verifyOnly: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const key = keyOf(Buffer.concat(chunks), request.headers['x-hub-signature-256']);
    response.writeHead(key === null ? 401 : 200, { 'content-length': 0 }).end();
  });
};

/** Baseline (b): what one writes first. */
const plainInserts =
  (pool: pg.Pool): RequestListener =>
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const key = keyOf(body, request.headers['x-hub-signature-256']);
      const stored =
        key === null
          ? Promise.resolve(401)
          : pool
              .query({
                name: 'plain',
                text: 'insert into webhook_deliveries (received_at, route, signed_by, body) values ($1, $2, $3, $4)',
                values: [new Date(), 'app', key, body],
              })
              .then(() => 200);
      stored.then(
        (status) => response.writeHead(status, { 'content-length': 0 }).end(),
        () => response.writeHead(503, { 'content-length': 0 }).end(),
      );
    });
  };

/** The same intake as a route of Hono, with what every route of the API has in front of it, but no limit while reading and no log lines. */
function inFramework(writer: BatchWriter): RequestListener {
  const app = new Hono<AppEnv>();
  app.use(requestId({ logger: pino({ level: 'warn' }) }, { count: () => {} }), secureHeaders());
  app.post('/webhooks/whatsapp', async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    const key = keyOf(body, c.req.header('x-hub-signature-256'));
    if (body.length > LARGEST_WEBHOOK || key === null) return c.body(null, 401);
    const isStored = await writer.store({
      receivedAt: Date.now(),
      route: 'app',
      signedBy: key,
      body,
    });
    return c.body(null, isStored ? 200 : 503, { 'content-length': '0' });
  });
  return getRequestListener(app.fetch);
}

const keyOf = (body: Buffer, header: string | string[] | undefined): number | null => {
  const signature = signatureOf(header);
  return signature === null ? null : signedBy(body, signature, SECRETS);
};

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** What a round showed of one server. */
interface Measured {
  readonly perSecond: number;
  /** Processor time of this process, the server's, for one webhook: it says more on a busy machine. */
  readonly cpuMicros: number;
}

/** The load comes from a process of its own. */
async function callServer(order: Order): Promise<Measured> {
  const child = fork(fileURLToPath(import.meta.url));
  child.send(order);
  await answerOf(child);
  const before = process.cpuUsage();
  child.send('go');
  const served = await answerOf(child);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: served / order.seconds, cpuMicros: (user + system) / served };
}

/** @throws Error with what went wrong in the second process */
async function answerOf(child: ChildProcess): Promise<number> {
  const [answer] = (await once(child, 'message')) as [number | string];
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

async function obey({ port, requests, seconds }: Order): Promise<void> {
  const load = { port, requests, connections: CONNECTIONS };
  try {
    process.send?.(await callForSeconds({ ...load, seconds: WARM_UP }));
    await once(process, 'message');
    process.send?.(await callForSeconds({ ...load, seconds }));
  } catch (error) {
    process.send?.(String(error));
  }
  process.disconnect();
}

if (process.send === undefined) await measure(Number(process.argv[2] ?? 2));
else process.once('message', (order: Order) => void obey(order));
