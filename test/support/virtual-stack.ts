import { createAdaptorServer } from '@hono/node-server';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Dependencies } from '../../src/activities/dependencies.js';
import { createActivities } from '../../src/activities/index.js';
import { sweepHealth } from '../../src/activities/sweep-health.js';
import { createApp } from '../../src/api/app.js';
import { createGraphClient } from '../../src/graph/client.js';
import { MINUTE } from '../../src/onboarding/duration.js';
import { createSending } from '../../src/sending/sending.js';
import { openDatabase } from '../../src/store/database.js';
import { startListener } from '../../src/store/listen.js';
import { dueSends } from '../../src/store/due-sends.js';
import { reconcile } from '../../src/store/wakeups.js';
import { startSendStarter } from '../../src/waking/send-starter.js';
import { sendInTemporal } from '../../src/waking/temporal-send.js';
import { wakeInTemporal } from '../../src/waking/temporal-wake.js';
import { startWaker } from '../../src/waking/waker.js';
import { workflowsPath } from '../../src/workflow-bundle.js';
import { holdingToDocument } from './api-document.js';
import { testVault } from './connected-number.js';
import { createTestDatabase } from './database.js';
import type { Journey, Product } from './journey.js';
import { deafPreflight } from './deaf-preflight.js';
import { startMeta } from './meta.js';
import { ADMIN_KEY, APP_ID, APP_SECRET, VERIFY_TOKEN } from './stack.js';
import { startTimeSkippingServer, uniqueTaskQueue } from './temporal.js';
import { waitUntil } from './wait-until.js';

/** The whole product on virtual time: days pass in seconds, for us, for Temporal and for Meta alike, and nothing is compressed. */
export interface VirtualStack extends Product {
  now(): number;
  /** Lets this much time pass; everything due in it happens. */
  pass(ms: number): Promise<void>;
  /** Lets time pass, a stride at a time, until the condition gives something truthy; fails after `atMost`. */
  passUntil<T>(
    condition: () => Promise<T>,
    limits: { stride: number; atMost: number },
  ): Promise<NonNullable<T>>;
  /** What the Schedule `watch-health` does: looks at the live numbers whose WABA is due, and wakes those that need a turn. */
  sweep(): Promise<void>;
  /** Ends the story of every number so far, so that none of them is still looked at while the next test lets days pass. */
  forgetNumbers(): Promise<void>;
  close(): Promise<void>;
}

/** Lets time pass until the number is live. */
export const passUntilLive = (
  stack: VirtualStack,
  number: Journey,
  atMost = 5 * MINUTE,
): Promise<unknown> =>
  stack.passUntil(async () => (await number.onboarding()).stage === 'live', {
    stride: atMost / 20,
    atMost,
  });

/** The reconciler's own: how late a look may be. */
const OVERDUE = 15 * MINUTE;
const QUIET = 30_000;

/** Starts it. Numbers of the same file share its time, so let its tests run one after the other. */
export async function startVirtualStack(): Promise<VirtualStack> {
  // By itself: it has little time to start, and the bundle takes all there is.
  const environment = await startTimeSkippingServer();
  const [database, meta, workflowBundle] = await Promise.all([
    createTestDatabase(),
    startMeta(),
    bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: new DefaultLogger('WARN') }),
  ]);
  const vault = testVault();
  const db = openDatabase(database.url, { max: 5 });
  const log = pino({ level: 'silent' });
  const listener = startListener(database.url, () => {});
  const client = new Client({ connection: environment.connection });
  const taskQueue = uniqueTaskQueue('virtual');

  // Between two jumps Temporal's time flows as ours does.
  let anchor = { virtual: await environment.currentTimeMs(), real: performance.now() };
  const now = (): number => Math.round(anchor.virtual + performance.now() - anchor.real);
  const follow = async (): Promise<void> => {
    anchor = { virtual: await environment.currentTimeMs(), real: performance.now() };
    await meta.setClock(anchor.virtual);
  };

  let publicUrl = '';
  const graph = createGraphClient({
    baseUrl: meta.url,
    version: 'v24.0',
    sendClock: true,
    retryDelaysMs: [1, 1],
  });
  const app = createApp({
    db,
    listener,
    vault,
    clock: { now },
    sending: createSending({ graph, vault }, { keepMs: 0 }),
    allowInsecureUrls: true,
    waitMs: 20_000,
    logger: log,
    get publicUrl() {
      return publicUrl;
    },
    adminApiKey: ADMIN_KEY,
    webhookVerifyToken: VERIFY_TOKEN,
    preflight: deafPreflight,
    checks: {},
    graphApi: { baseUrl: meta.url, version: 'v24.0' },
    meta: { graph, app: { id: APP_ID, secret: APP_SECRET } },
    workflowLink: (id) => ({ id, run_id: null, url: null }),
    version: 'test',
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await meta.put(`/apps/${APP_ID}`, {
    secret: APP_SECRET,
    verify_token: VERIFY_TOKEN,
    callback_url: `${publicUrl}/webhooks/whatsapp`,
    fields: ['messages', 'phone_number_name_update', 'account_update'],
  });
  await follow();

  const dependencies: Dependencies = {
    db,
    vault,
    graph,
    settings: { appId: APP_ID, appToken: `${APP_ID}|${APP_SECRET}`, publicUrl, pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  };
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle,
    activities: createActivities(dependencies),
  });
  const working = worker.run();
  const waker = startWaker({
    db,
    listener,
    log,
    now,
    wake: (number) => wakeInTemporal(client, taskQueue, number),
  });

  const sends = startSendStarter({
    db,
    listener,
    log,
    now,
    start: (message) => sendInTemporal(client, taskQueue, message),
  });

  const holdToDocument = holdingToDocument(async () =>
    (await fetch(`${publicUrl}/openapi.json`)).json(),
  );
  const delivered = () =>
    waitUntil(
      async () =>
        (await db.selectFrom('wakeups').select('version').execute()).length === 0 &&
        (await dueSends(db, now(), 1)).length === 0,
      { timeoutMs: QUIET, describe: 'every wake and send to be delivered' },
    );
  const pass = async (ms: number): Promise<void> => {
    await delivered();
    await environment.sleep(ms);
    await follow();
    await reconcile(db, now(), OVERDUE);
    await delivered();
  };

  return {
    meta,
    db,
    vault,
    now,
    pass,
    async passUntil(condition, { stride, atMost }) {
      for (let passed = 0; ; passed += stride) {
        const value = await condition();
        if (value) return value;
        if (passed >= atMost) throw new Error(`not so after ${passed} ms of virtual time`);
        await pass(stride);
      }
    },
    async api(method, path, body, headers = {}) {
      const response = await fetch(`${publicUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const contentType = response.headers.get('content-type') ?? '';
      await holdToDocument(method, path, { status: response.status, contentType, text });
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },
    async sweep() {
      await sweepHealth(dependencies, { at: now() }, (wabaId, error) => {
        throw new Error(`WABA ${wabaId} could not be swept`, { cause: error });
      });
      await delivered();
    },
    async forgetNumbers() {
      await db
        .updateTable('numbers')
        .set({ released_at: new Date(now()) })
        .where('released_at', 'is', null)
        .execute();
    },
    async close() {
      worker.shutdown();
      await Promise.all([working, waker.stop(), sends.stop()]);
      server.close();
      await Promise.all([listener.close(), db.destroy()]);
      await Promise.all([environment.teardown(), database.drop(), meta.close()]);
    },
  };
}
