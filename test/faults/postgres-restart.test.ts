import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/dev/embedded-postgres.js';
import { freePort } from '../../src/dev/free-port.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { connect } from '../support/journey.js';
import { startStack } from '../support/stack.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';

test(
  'Postgres restarted under a waiting number: requests say 503 meanwhile, nothing is lost, and it goes live',
  { timeout: 120_000 },
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
    const number = await connect(stack, { scenario: 'slow_name_review' });
    await number.untilReason('name_pending_review');

    await postgres.close();
    const refused = await stack.api('POST', `/v1/numbers/${number.id}/retry`);
    expect(refused.status).toBe(503);
    expect(refused.body['code']).toBe('unavailable');
    await stack.meta.post(`/numbers/${number.id}/name-decision`, {
      decision: 'APPROVED',
      webhook: 'lost',
    });
    postgres = await startEmbeddedPostgres(options);

    await waitUntil(async () => (await stack.api('GET', '/readyz')).status === 200, {
      timeoutMs: 30_000,
      describe: 'the server to be ready again',
    });
    await number.untilStage('live');
    expect(await number.seenByMeta('register')).toHaveLength(2);
    expect(await number.pinAtMeta()).toBe(await number.storedPin());
  },
);
