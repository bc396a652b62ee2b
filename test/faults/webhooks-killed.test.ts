import { expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/dev/free-port.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { startCli, type RunningCli } from '../support/cli.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../support/connected-number.js';
import { createTestDatabase } from '../support/database.js';
import { waitingDeliveries } from '../support/drain.js';
import { manyWebhooks, type ManyWebhooks } from '../support/many-webhooks.js';
import { sendUntilTaken } from '../support/persistent-sender.js';
import { uniqueTaskQueue } from '../support/temporal.js';
import { waitUntil } from '../support/wait-until.js';

const TOTAL = 20_000;
const MINUTE = 60_000;
const SECRET = 'app-secret-of-the-tests';
const PHONE_NUMBER_ID = '106540352242922';

test(
  'server and worker killed in the middle of 20,000 webhooks: everything acknowledged has exactly one effect',
  { timeout: 8 * MINUTE },
  async () => {
    const { db, server, worker, port } = await startProcesses();
    const webhooks = manyWebhooks(TOTAL, { phoneNumberId: PHONE_NUMBER_ID, wabaId: TEST_WABA });

    const sending = { port, secret: SECRET, atOnce: 64, timeoutMs: 5 * MINUTE };
    // Once it is processed, both are at work: whoever is killed afterwards is killed in the middle.
    const [first = '', ...others] = webhooks.bodies;
    await sendUntilTaken({ ...sending, bodies: [first] });
    await untilProcessed(db);

    const answers = await sendUntilTaken({
      ...sending,
      bodies: others,
      onTaken: (taken) => {
        if (taken === TOTAL * 0.3 || taken === TOTAL * 0.7) server.killAndRestart();
        if (taken === TOTAL * 0.2 || taken === TOTAL * 0.9) worker.killAndRestart();
      },
    });
    await untilProcessed(db);

    // Otherwise nobody was killed in the middle of anything.
    expect(answers.get('gone')).toBeGreaterThan(0);
    expect(answers.get(200)).toBe(TOTAL - 1);
    await expectOneEffectEach(db, webhooks);
  },
);

async function expectOneEffectEach(db: Database, webhooks: ManyWebhooks): Promise<void> {
  const statuses = await db.selectFrom('message_statuses').select(['wamid', 'status']).execute();
  expect(statuses.map(({ wamid, status }) => `${wamid}/${status}`).toSorted()).toEqual(
    webhooks.statuses.toSorted(),
  );
  const messages = await db.selectFrom('inbound_messages').select('wamid').execute();
  expect(messages.map(({ wamid }) => wamid).toSorted()).toEqual(webhooks.messages.toSorted());

  const told = await db
    .selectFrom('events')
    .select('data')
    .where('type', '=', 'message.received')
    .execute();
  expect(told.map(({ data }) => (data['message'] as { wamid: string }).wamid).toSorted()).toEqual(
    webhooks.messages.toSorted(),
  );

  const events = await db.selectFrom('account_events').select('hash').execute();
  expect(events).toHaveLength(webhooks.accountEvents);
  const broken = await db
    .selectFrom('webhook_deliveries')
    .select(['id', 'error'])
    .where('error', 'is not', null)
    .execute();
  expect(broken).toEqual([]);
}

const untilProcessed = (db: Database): Promise<unknown> =>
  waitUntil(async () => (await waitingDeliveries(db)) === 0, {
    timeoutMs: 2 * MINUTE,
    describe: 'everything to be processed',
  });

/** A process of ours that can be killed like a machine that loses its power, and comes back by itself. */
interface Restarting {
  killAndRestart(): void;
}

/** Server and worker as an operator runs them, over a database with one number. */
async function startProcesses(): Promise<{
  db: Database;
  port: number;
  server: Restarting;
  worker: Restarting;
}> {
  const [database, port] = await Promise.all([createTestDatabase(), freePort()]);
  const db = openDatabase(database.url, { max: 2 });
  onTestFinished(async () => {
    await db.destroy();
    await database.drop();
  });
  await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: PHONE_NUMBER_ID });
  const environment = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_TASK_QUEUE: uniqueTaskQueue('killed'),
    // Nobody is there: this is about webhooks.
    GRAPH_API_URL: 'http://127.0.0.1:1',
    META_APP_SECRET: SECRET,
    WEBHOOK_VERIFY_TOKEN: 'verify-token-of-the-tests',
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    METRICS_PORT: '0',
    LOG_LEVEL: 'error',
  };
  const start = (command: 'server' | 'worker'): Restarting => {
    let running: RunningCli = startCli([command], environment);
    onTestFinished(async () => {
      running.child.kill('SIGKILL');
      await running.ended;
    });
    return {
      killAndRestart() {
        running.child.kill('SIGKILL');
        void running.ended.then(() => {
          running = startCli([command], environment);
        });
      },
    };
  };
  return { db, port, server: start('server'), worker: start('worker') };
}
