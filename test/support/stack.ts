import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { loadConfig, type Config } from '../../src/config.js';
import { freePort } from '../../src/dev/free-port.js';
import { startServer } from '../../src/server.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { createVault, type Vault } from '../../src/store/vault.js';
import type { ScheduleDefinition } from '../../src/waking/schedules.js';
import { startWorker } from '../../src/worker.js';
import { inject } from 'vitest';
import { holdingToDocument } from './api-document.js';
import { createTestDatabase } from './database.js';
import { startMeta, type Meta } from './meta.js';
import { deleteSchedules } from './schedules.js';
import { connectTemporal, uniqueTaskQueue } from './temporal.js';

/** The whole product for one test file: simulator, server and worker in this process, its own database and task queue. */
export interface Stack {
  readonly meta: Meta;
  readonly config: Config;
  /** What `config` was made of, for a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly db: Database;
  readonly vault: Vault;
  readonly taskQueue: string;
  /** Everything that server and worker logged. */
  readonly logs: readonly string[];
  /** Holds every answer to the OpenAPI document, too. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  startWorker(): void;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** As it came over the wire. */
  readonly text: string;
}

export const APP_ID = '4455667788990011';
export const APP_SECRET = 'app-secret-of-the-tests';
export const VERIFY_TOKEN = 'verify-token-of-the-tests';
export const ADMIN_KEY = 'admin-key-of-the-tests-0001';

/** How fast our own delays pass in journeys; Meta's limits stay as they are. */
const PACE = '0.002';

/** Starts it, with no schedule but those that are named. Close it at the end of the file. */
export async function startStack(
  overrides: Record<string, string> = {},
  {
    withWorker = true,
    schedules = [],
  }: { withWorker?: boolean; schedules?: readonly ScheduleDefinition[] } = {},
): Promise<Stack> {
  const [database, meta, port] = await Promise.all([createTestDatabase(), startMeta(), freePort()]);
  const environment = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_TASK_QUEUE: uniqueTaskQueue('journey'),
    GRAPH_API_URL: meta.url,
    META_APP_ID: APP_ID,
    META_APP_SECRET: APP_SECRET,
    WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
    SIGNUP_CONFIG_ID: '5000000000000001',
    SIGNUP_SDK_URL: `${meta.url}/en_US/sdk.js`,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    ADMIN_API_KEY: ADMIN_KEY,
    POLL_PACE: PACE,
    METRICS_PORT: '0',
    ...overrides,
  };
  const config = loadConfig(environment);
  const logs: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const db = openDatabase(config.DATABASE_URL, { max: 3 });
  const server = await startServer(config, log);
  await meta.put(`/apps/${APP_ID}`, {
    secret: APP_SECRET,
    verify_token: VERIFY_TOKEN,
    callback_url: `${config.PUBLIC_URL}/webhooks/whatsapp`,
    fields: ['messages', 'phone_number_name_update', 'account_update'],
  });
  const holdToDocument = holdingToDocument(async () =>
    (await fetch(`${config.PUBLIC_URL}/openapi.json`)).json(),
  );
  let worker = withWorker ? startWorker(config, log, { schedules }) : null;

  return {
    meta,
    config,
    environment,
    db,
    logs,
    vault: createVault(config.ENCRYPTION_KEYS),
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    async api(method, path, body, headers = {}) {
      const response = await fetch(`${config.PUBLIC_URL}${path}`, {
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
    startWorker() {
      worker ??= startWorker(config, log, { schedules });
    },
    async stopWorker() {
      await worker?.stop();
      worker = null;
    },
    async close() {
      await worker?.stop();
      await forgetSchedules(schedules, config.TEMPORAL_TASK_QUEUE);
      await server.close();
      await db.destroy();
      await Promise.all([meta.close(), database.drop()]);
    },
  };
}

async function forgetSchedules(
  schedules: readonly ScheduleDefinition[],
  taskQueue: string,
): Promise<void> {
  if (schedules.length === 0) return;
  const temporal = await connectTemporal();
  await deleteSchedules(temporal.client, schedules, taskQueue);
  await temporal.close();
}
