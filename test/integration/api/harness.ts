import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { createApp } from '../../../src/api/app.js';
import type { App, AppDependencies } from '../../../src/api/context.js';
import { createGraphClient } from '../../../src/graph/client.js';
import type { Condition } from '../../../src/onboarding/conditions.js';
import type { Memory } from '../../../src/onboarding/memory.js';
import { normaliseNode, type PhoneNode } from '../../../src/onboarding/normalise.js';
import type { Refusal } from '../../../src/onboarding/observation.js';
import type { ReasonCode, WaitingOn } from '../../../src/onboarding/reasons.js';
import type { Stage } from '../../../src/onboarding/stage.js';
import { createSending, type SendPort } from '../../../src/sending/sending.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { startListener, type Listener } from '../../../src/store/listen.js';
import { finishIntent } from '../../../src/store/record-turn.js';
import type { IntentKind, IntentRow, Scope } from '../../../src/store/tables.js';
import { createVault, type Vault } from '../../../src/store/vault.js';
import {
  holdingToDocument,
  readApiDocument,
  type ApiDocument,
} from '../../support/api-document.js';
import { createTestDatabase } from '../../support/database.js';
import { deafPreflight } from '../../support/deaf-preflight.js';
import { waitUntil } from '../../support/wait-until.js';

/** What one request answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

/** One request, as a client would write it. */
export interface Call {
  readonly key?: string | null;
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
  readonly raw?: string;
}

/** The app over a database of its own; nobody works behind it unless the test plays the worker. */
export interface Harness {
  readonly app: App;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly vault: Vault;
  /** Every log line. */
  readonly logs: string[];
  /** Every answer's text, for the search for secrets. */
  readonly answers: string[];
  readonly clock: { at: number; now(): number };
  /** Holds every answer to the document, too. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** What `/openapi.json` promises. */
  document(): Promise<ApiDocument>;
  /** A key of this account; null = platform. */
  addKey(accountId: string | null, scopes: readonly Scope[]): Promise<string>;
  addAccount(): Promise<string>;
  /** Adds a number through the API and returns its id. */
  addNumber(more?: Record<string, unknown>, call?: Call): Promise<string>;
  /** Puts a number into a state, as a turn would. */
  setNumber(id: string, patch: Partial<Patch>): Promise<void>;
  /** Plays the worker: answers the next pending intent of this kind as soon as it is there. */
  answerIntent(kind: IntentKind, answer: IntentAnswer): Promise<IntentRow>;
  /** Attempts in the ledger, newest last. */
  addAttempts(id: string, howMany: number): Promise<void>;
  /** Rows per table. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** What a turn may have written; the rest of the row stays. */
export interface Patch {
  readonly reason: ReasonCode;
  readonly stage: Stage;
  readonly waiting_on: WaitingOn;
  readonly node: Partial<PhoneNode>;
  readonly memory: Memory;
  readonly mode: 'standard' | 'coexistence';
  readonly conditions: readonly Condition[];
  readonly released_at: Date | null;
  readonly node_error: { readonly at: number; readonly message: string };
}

export type IntentAnswer = Pick<
  Parameters<typeof finishIntent>[1],
  'state' | 'code' | 'message'
> & {
  readonly refusal?: Refusal;
};

export const ADMIN_KEY = 'admin-key-of-the-tests';
export const APP_VERIFY_TOKEN = 'verify-token-of-the-app';
/** Meta, where a test has nothing to do with it. */
const noGraph: SendPort = {
  sendMessage: () => Promise.reject(new Error('this test does not send')),
};
const TABLES = [
  'tokens',
  'wabas',
  'phone_numbers_seen',
  'numbers',
  'intents',
  'timeline',
  'wakeups',
  'events',
  'audit_log',
] as const;

export async function startHarness(overrides: Partial<AppDependencies> = {}): Promise<Harness> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { max: 8 });
  const listener: Listener = startListener(database.url, () => {});
  const vault = createVault([{ id: 'k1', key: randomBytes(32) }]);
  const logs: string[] = [];
  const logger: Logger = pino(
    { level: 'debug' },
    { write: (line: string) => void logs.push(line) },
  );
  const clock = { at: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.at };
  const app = createApp({
    db,
    vault,
    listener,
    clock,
    sending: createSending({ graph: noGraph, vault }, { keepMs: 0 }),
    logger,
    publicUrl: 'https://onboard.example',
    allowInsecureUrls: true,
    waitMs: 0,
    adminApiKey: ADMIN_KEY,
    webhookVerifyToken: APP_VERIFY_TOKEN,
    checks: {},
    preflight: deafPreflight,
    meta: { graph: nobody, app: null },
    graphApi: { baseUrl: 'https://graph.example', version: 'v24.0' },
    workflowLink: (id, runId) => ({ id: `onboard-number/${id}`, run_id: runId, url: null }),
    version: '0.0.0-test',
    ...overrides,
  });
  const answers: string[] = [];
  const loadDocument = async () => (await app.request('/openapi.json')).json();
  const holdToDocument = holdingToDocument(loadDocument);

  const harness: Harness = {
    app,
    db,
    databaseUrl: database.url,
    vault,
    logs,
    answers,
    clock,
    async call(method, path, { key = ADMIN_KEY, json, headers = {}, raw } = {}) {
      const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
      const response = await app.request(path, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      answers.push(text);
      const contentType = response.headers.get('content-type') ?? '';
      const isJson = contentType.includes('json');
      await holdToDocument(method, path, { status: response.status, contentType, text });
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : null,
      };
    },
    document: async () => readApiDocument(await loadDocument()),
    async addKey(accountId, scopes) {
      const key = `on_live_${randomBytes(16).toString('hex')}`;
      await db
        .insertInto('api_keys')
        .values({
          id: randomUUID(),
          hash: createHash('sha256').update(key).digest('hex'),
          prefix: key.slice(0, 16),
          account_id: accountId,
          name: 'test key',
          scopes: [...scopes],
          created_at: new Date(clock.at),
        })
        .execute();
      return key;
    },
    async addAccount() {
      const { id } = await db
        .insertInto('accounts')
        .values({ name: 'Another', created_at: new Date(clock.at) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    async addNumber(more = {}, call = {}) {
      const json = {
        phone_number_id: newId(),
        waba_id: newId(),
        access_token: `EAAsecret-token-${newId()}`,
        ...more,
      };
      const { status, text } = await harness.call('POST', '/v1/numbers', { ...call, json });
      if (status !== 202) throw new Error(`POST /v1/numbers answered ${status}: ${text}`);
      return json.phone_number_id;
    },
    async setNumber(id, { node, memory, conditions, node_error: nodeError, ...columns }) {
      await db
        .updateTable('numbers')
        .set({
          ...columns,
          updated_at: new Date(clock.at),
          ...(memory && { memory: JSON.stringify(memory) }),
          ...(conditions && { conditions: JSON.stringify(conditions) }),
          ...(nodeError && { node_error: JSON.stringify(nodeError) }),
          ...(node && {
            node: JSON.stringify({ ...normaliseNode({ id }), ...node }),
            node_read_at: new Date(clock.at),
          }),
        })
        .where('phone_number_id', '=', id)
        .execute();
    },
    async answerIntent(kind, answer) {
      const intent = await waitUntil(
        () =>
          db
            .selectFrom('intents')
            .selectAll()
            .where('kind', '=', kind)
            .where('state', '=', 'pending')
            .executeTakeFirst(),
        { timeoutMs: 20_000, describe: `an intent ${kind}` },
      );
      await db
        .transaction()
        .execute((tx) => finishIntent(tx, { id: intent.id, ...answer }, clock.at));
      return intent;
    },
    async addAttempts(id, howMany) {
      for (let i = 0; i < howMany; i++) {
        await db
          .insertInto('registration_attempts')
          .values({
            phone_number_id: id,
            kind: 'register',
            started_at: new Date(clock.at - (howMany - i) * 60_000),
            outcome: 'refused',
          })
          .execute();
      }
    },
    async counts() {
      const rows: Record<string, number> = {};
      for (const table of TABLES) {
        const { n } = await db
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<string>().as('n'))
          .executeTakeFirstOrThrow();
        rows[table] = Number(n);
      }
      return rows;
    },
    async close() {
      await listener.close();
      await db.destroy();
      await database.drop();
    },
  };
  return harness;
}

/** Nothing that tests of the API ask for by themselves goes to Meta. */
const nobody: AppDependencies['meta']['graph'] = createGraphClient({
  baseUrl: 'http://127.0.0.1:1',
  version: 'v24.0',
  fetch: () => Promise.reject(new Error('no call is expected')),
  retryDelaysMs: [],
});

let ids = 106_540_352_242_000;
/** Ids of Meta's that no other test uses. */
export const newId = (): string => String((ids += 1));
