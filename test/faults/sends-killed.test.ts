import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/dev/free-port.js';
import { applyStatuses } from '../../src/store/apply-statuses.js';
import { openDatabase } from '../../src/store/database.js';
import { storeStatuses } from '../../src/store/message-statuses.js';
import { abandonCalls } from '../../src/store/messages.js';
import { startCli } from '../support/cli.js';
import { addConnectedNumber, testVault } from '../support/connected-number.js';
import { createTestDatabase } from '../support/database.js';
import { startReceiver } from '../support/receiver.js';
import { waitUntil } from '../support/wait-until.js';

const PHONE_NUMBER_ID = '106540352242922';
const ADMIN_KEY = 'admin-key-of-the-tests';
const MINUTE = 60_000;

test(
  'a server killed while Meta has the message: unknown, never sent again by its key, and bound by a later status',
  { timeout: 2 * MINUTE },
  async () => {
    const [database, port, meta] = await Promise.all([
      createTestDatabase(),
      freePort(),
      startReceiver(),
    ]);
    const db = openDatabase(database.url, { max: 2 });
    onTestFinished(async () => {
      await meta.close();
      await db.destroy();
      await database.drop();
    });
    await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: PHONE_NUMBER_ID });
    await db.updateTable('numbers').set({ stage: 'live', reason: 'live' }).execute();
    // Meta takes it, and its answer never comes.
    meta.behave(() => {});

    const start = () =>
      startCli(['server'], {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        DATABASE_URL: database.url,
        // Sending once needs no Temporal.
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        GRAPH_API_URL: meta.url,
        META_APP_SECRET: 'app-secret-of-the-tests',
        WEBHOOK_VERIFY_TOKEN: 'verify-token-of-the-tests',
        ADMIN_API_KEY: ADMIN_KEY,
        ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
        METRICS_PORT: '0',
        LOG_LEVEL: 'error',
      });
    const api = `http://127.0.0.1:${port}/v1`;
    const headers = {
      authorization: `Bearer ${ADMIN_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': 'the-one-key',
    };
    const answers = () =>
      waitUntil(
        () =>
          fetch(`${api}/numbers`, { headers }).then(
            () => true,
            () => false,
          ),
        {
          timeoutMs: MINUTE,
          describe: 'the server to answer',
        },
      );
    const send = () =>
      fetch(`${api}/numbers/${PHONE_NUMBER_ID}/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ to: '+972504370045', text: 'Hello', force: true }),
      });

    const first = start();
    onTestFinished(() => void first.child.kill('SIGKILL'));
    await answers();
    const lost = send().then(
      () => 'answered',
      () => 'gone',
    );
    await waitUntil(() => meta.requests.length === 1, {
      timeoutMs: MINUTE,
      describe: 'Meta to have the message',
    });
    first.child.kill('SIGKILL');
    expect(await lost).toBe('gone');
    await first.ended;

    const second = start();
    onTestFinished(async () => {
      second.child.kill('SIGKILL');
      await second.ended;
    });
    await answers();
    // Neither by the slot of the request, nor, once that is given up, by the message itself.
    await (await send()).arrayBuffer();
    await db.deleteFrom('idempotency_keys').execute();
    await (await send()).arrayBuffer();
    // What the worker does a minute later.
    expect(await abandonCalls(db, Date.now() + 2 * MINUTE)).toBe(1);
    await db.deleteFrom('idempotency_keys').execute();
    const repeated = await send();
    expect(repeated.status).toBe(202);
    const message = (await repeated.json()) as { id: string };
    expect(message).toMatchObject({ status: 'unknown', wamid: null });
    expect(meta.requests).toHaveLength(1);
    const { biz_opaque_callback_data: callbackData } = meta.requests[0]?.event ?? {};
    expect(callbackData).toBe(message.id);

    const at = Date.now();
    await db.transaction().execute(async (tx) => {
      const status = {
        wamid: 'wamid.late',
        status: 'delivered',
        recipient: '972504370045',
        phoneNumberId: PHONE_NUMBER_ID,
        numberId: null,
        at,
        receivedAt: new Date(at),
        raw: '{}',
        callbackData: String(callbackData),
      };
      await storeStatuses(tx, [status]);
      await applyStatuses(tx, [status], at);
    });
    const shown = await fetch(`${api}/messages/wamid.late`, { headers });
    expect(await shown.json()).toMatchObject({ id: message.id, status: 'delivered' });
  },
);
