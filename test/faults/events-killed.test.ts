import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../src/events/secrets.js';
import { appendEvents } from '../../src/store/append.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { createVault, owners } from '../../src/store/vault.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { waitUntil } from '../support/wait-until.js';

/** Issue 7 §6: the worker dies in the middle of many deliveries, again and again. */
const EVENTS = 10_000;
const KILLS = 3;
const CHUNK = 100;
const MINUTES = 60_000;

let database: TestDatabase;
let db: Database;
let receiver: Receiver;
const key = randomBytes(32);
beforeAll(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startReceiver()]);
  db = openDatabase(database.url, { max: 3 });
});
afterAll(async () => {
  await receiver.close();
  await db.destroy();
  await database.drop();
});

function startWorker(): ChildProcess {
  const script = fileURLToPath(new URL('./events-worker.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', script], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: key.toString('base64'),
    },
    stdio: 'ignore',
  });
}

async function kill(worker: ChildProcess): Promise<void> {
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
}

const untilReceived = (count: number): Promise<void> =>
  new Promise((resolve) => {
    receiver.behave((response) => {
      response.writeHead(204).end();
      if (receiver.requests.length >= count) resolve();
    });
  });

async function addEndpoint(): Promise<void> {
  const id = randomUUID();
  const vault = createVault([{ id: 'k1', key }]);
  await db
    .insertInto('event_endpoints')
    .values({
      id,
      account_id: '1',
      url: receiver.url,
      types: ['*'],
      encrypted_secret: vault.encrypt(newSecret(), owners.endpointSecret(id)),
      created_at: new Date(),
      updated_at: new Date(),
    })
    .execute();
}

test(
  `killed ${KILLS} times in ${EVENTS} deliveries: every event arrives, twice only under the same id`,
  { timeout: 5 * MINUTES },
  async ({ onTestFinished }) => {
    await addEndpoint();
    let worker = startWorker();
    onTestFinished(() => kill(worker));
    const writing = (async () => {
      for (let written = 0; written < EVENTS; written += CHUNK) {
        await appendEvents(
          db,
          Array.from({ length: CHUNK }, (_, nth) => ({
            accountId: '1',
            numberId: null,
            type: 'number.attempt',
            at: Date.now(),
            data: { nth: written + nth },
            cause: { kind: 'timer' as const },
          })),
        );
      }
    })();

    for (let nth = 1; nth <= KILLS; nth++) {
      // Told by the receiver itself, so that it dies in the midst of them, however fast it is.
      await untilReceived((EVENTS * nth) / (2 * KILLS));
      await kill(worker);
      worker = startWorker();
    }
    await writing;
    await waitUntil(
      async () => {
        const row = await db
          .selectFrom('event_attempts')
          .select((select) => select.fn.countAll<string>().as('n'))
          .where('status', '=', 'succeeded')
          .executeTakeFirstOrThrow();
        return Number(row.n) === EVENTS;
      },
      { timeoutMs: 2 * MINUTES, describe: 'everything to be delivered' },
    );

    const contentOf = new Map<string, number>();
    for (const { headers, event } of receiver.requests) {
      const id = headers['webhook-id'] ?? '';
      expect(contentOf.get(id) ?? event.data.nth).toBe(event.data.nth);
      expect(event.id).toBe(id);
      contentOf.set(id, event.data.nth);
    }
    expect(new Set(contentOf.values()).size).toBe(EVENTS);
    expect(contentOf.size).toBe(EVENTS);
    const sequence = await db.selectFrom('events').select('seq').execute();
    expect(new Set(sequence.map(({ seq }) => Number(seq)))).toEqual(
      new Set(Array.from({ length: EVENTS }, (_, nth) => nth + 1)),
    );
  },
);
