import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { pino } from 'pino';
import type { App } from '../src/api/context.js';
import { createApp } from '../src/api/app.js';
import { createGraphClient } from '../src/graph/client.js';
import { createSending } from '../src/sending/sending.js';
import type { Database } from '../src/store/database.js';
import { startListener } from '../src/store/listen.js';
import { createVault } from '../src/store/vault.js';
import { deafPreflight } from '../test/support/deaf-preflight.js';

export const ADMIN_KEY = 'admin-key-of-the-benchmark';

export interface BenchApi {
  /** Asked without a socket in between: whoever sends is no part of the process that is measured. */
  readonly app: App;
  readonly url: string;
  close(): Promise<void>;
}

/** The API as a server has it, over this database, sending to this Meta. */
export async function startApi(
  db: Database,
  databaseUrl: string,
  graphUrl: string,
): Promise<BenchApi> {
  const vault = createVault([{ id: 'bench', key: randomBytes(32) }]);
  const listener = startListener(databaseUrl, () => {});
  const graph = createGraphClient({ baseUrl: graphUrl, version: 'v24.0' });
  const app = createApp({
    db,
    vault,
    listener,
    sending: createSending({ graph, vault }),
    clock: { now: Date.now },
    allowInsecureUrls: true,
    waitMs: 0,
    logger: pino({ level: 'silent' }),
    publicUrl: 'http://127.0.0.1',
    adminApiKey: ADMIN_KEY,
    webhookVerifyToken: undefined,
    checks: {},
    preflight: deafPreflight,
    meta: { graph, app: null },
    graphApi: { baseUrl: 'http://127.0.0.1', version: 'v24.0' },
    workflowLink: (id) => ({ id, run_id: null, url: null }),
    rateLimits: { account: 1e9, platform: 1e9 },
    version: 'bench',
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    app,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      await listener.close();
    },
  };
}
