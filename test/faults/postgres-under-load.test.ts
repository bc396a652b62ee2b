import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/dev/embedded-postgres.js';
import { freePort } from '../../src/dev/free-port.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { waitingDeliveries } from '../support/drain.js';
import { manyWebhooks } from '../support/many-webhooks.js';
import { sendUntilTaken } from '../support/persistent-sender.js';
import { APP_SECRET, startStack } from '../support/stack.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';

const TOTAL = 6_000;

test(
  'Postgres restarted under webhooks: 503 meanwhile, and everything is there after Meta sent it again',
  { timeout: 180_000 },
  async () => {
    const options = {
      dataFolder: path.join(await tempFolder(), 'postgres'),
      port: await freePort(),
      report: () => {},
    };
    let postgres = await startEmbeddedPostgres(options);
    await migrateToLatest(postgres.url);
    const stack = await startStack({ DATABASE_URL: postgres.url });
    onTestFinished(async () => {
      await stack.close();
      await postgres.close();
    });
    const webhooks = manyWebhooks(TOTAL, { phoneNumberId: '106540352242922', wabaId: '20335444' });
    let restarted: Promise<void> = Promise.resolve();

    const answers = await sendUntilTaken({
      port: stack.config.PORT,
      secret: APP_SECRET,
      bodies: webhooks.bodies,
      atOnce: 32,
      timeoutMs: 120_000,
      onTaken: (taken) => {
        if (taken !== TOTAL / 3) return;
        restarted = postgres.close().then(async () => {
          postgres = await startEmbeddedPostgres(options);
        });
      },
    });
    await restarted;

    expect(new Set(answers.keys())).toEqual(new Set([200, 503]));
    // The drain was in the middle of it too.
    await waitUntil(async () => (await waitingDeliveries(stack.db)) === 0, {
      timeoutMs: 60_000,
      describe: 'everything to be processed',
    });
    const statuses = await stack.db
      .selectFrom('message_statuses')
      .select(['wamid', 'status'])
      .execute();
    expect(statuses.map(({ wamid, status }) => `${wamid}/${status}`).toSorted()).toEqual(
      webhooks.statuses.toSorted(),
    );
    const messages = await stack.db.selectFrom('inbound_messages').select('wamid').execute();
    expect(messages.map(({ wamid }) => wamid).toSorted()).toEqual(webhooks.messages.toSorted());
  },
);
