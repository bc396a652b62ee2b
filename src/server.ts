import { getRequestListener } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { graphReports } from './activities/graph-reports.js';
import { createApp } from './api/app.js';
import type { AppDependencies } from './api/context.js';
import type { Config } from './config.js';
import { createGraphClient } from './graph/client.js';
import type { Logger } from './logger.js';
import { makePreflightLook } from './operations/preflight-look.js';
import { probeCallback } from './operations/preflight-probe.js';
import { isMain, runService } from './run-service.js';
import { startPaceShare } from './sending/pace-share.js';
import { createSending } from './sending/sending.js';
import { openDatabase } from './store/database.js';
import { startListener } from './store/listen.js';
import { createVault } from './store/vault.js';
import { checkTemporal } from './temporal-check.js';
import { lazyConnection } from './temporal-connection.js';
import { registerConsole } from './ui/console.js';
import { startLiveHub } from './ui/live/hub.js';
import { version } from './version.js';
import { startIntake } from './webhooks/intake/start-intake.js';
import { startReplays } from './webhooks/replay-loop.js';
import { onboardNumberId } from './workflows/names.js';

/** How long a request waits for the controller's answer before it says 202. Source: design/api.md §1, "code". */
const WAIT_FOR_ANSWER_MS = 20_000;

/** How long requests under way may take when the server ends: as long as the longest that waits. */
const GRACE_MS = WAIT_FOR_ANSWER_MS;

/** How long a request may take to come in, ms: whoever sends slower must not hold the room of others. */
const RECEIVE_WITHIN_MS = 30_000;

/** A running server. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those under way finish, then closes everything. */
  close(): Promise<void>;
}

/**
 * Process 2: HTTP. Starts and stays up while Postgres or Temporal is down: `/readyz` says which part is missing. Wiring only.
 * `temporalWebUrl` makes links to runs, where Temporal Web's address is known; who knows `devSignIn` is let into the console.
 *
 * @throws Error in one sentence where the port is taken (names `PORT`)
 */
export async function startServer(
  config: Config,
  log: Logger,
  {
    temporalWebUrl = null,
    devSignIn = null,
  }: { readonly temporalWebUrl?: string | null; readonly devSignIn?: string | null } = {},
): Promise<RunningServer> {
  const db = openDatabase(config.DATABASE_URL, {
    onError: (err) => log.warn({ err }, 'a Postgres connection broke'),
  });
  const listener = startListener(config.DATABASE_URL, (err) =>
    log.warn({ err }, 'listening again'),
  );
  const { connection, namespace } = lazyConnection(config);
  const intake = startIntake({
    db,
    databaseUrl: config.DATABASE_URL,
    secrets: config.META_APP_SECRET,
    log,
  });
  const [secret] = config.META_APP_SECRET;
  const appId = config.META_APP_ID ?? null;
  const appToken = appId === null || secret === undefined ? null : `${appId}|${secret}`;
  const share = startPaceShare(db);
  const replays = startReplays({ db, listener, log });
  const closeAll = async (): Promise<void> => {
    await Promise.all([intake.close(), replays.stop(), share.close()]);
    await Promise.all([connection.close(), listener.close(), db.destroy()]);
  };

  const vault = createVault(config.ENCRYPTION_KEYS);
  const graph = createGraphClient({
    baseUrl: config.GRAPH_API_URL,
    version: config.GRAPH_API_VERSION,
    sendClock: config.GRAPH_SEND_CLOCK,
    onAnswer: graphReports({ db, vault, log, pace: config.POLL_PACE }),
  });
  const deps: AppDependencies = {
    db,
    listener,
    vault,
    sending: createSending({ graph, vault }, { processes: share.processes }),
    clock: { now: Date.now },
    allowInsecureUrls: config.allowInsecureUrls,
    waitMs: WAIT_FOR_ANSWER_MS,
    logger: log,
    publicUrl: config.PUBLIC_URL,
    adminApiKey: config.ADMIN_API_KEY,
    webhookVerifyToken: config.WEBHOOK_VERIFY_TOKEN,
    preflight: {
      ourAppId: appId,
      look: makePreflightLook(graph, { appId, appToken }),
      probe: probeCallback,
    },
    intakeStats: () => intake.stats(),
    meta: {
      graph,
      app:
        config.META_APP_ID === undefined || secret === undefined
          ? null
          : { id: config.META_APP_ID, secret },
    },
    graphApi: { baseUrl: config.GRAPH_API_URL, version: config.GRAPH_API_VERSION },
    signupPage: { configId: config.SIGNUP_CONFIG_ID, sdkUrl: config.SIGNUP_SDK_URL },
    checks: { temporal: () => checkTemporal(connection, namespace) },
    workflowLink: (phoneNumberId, runId) => {
      const id = onboardNumberId(phoneNumberId);
      const path = `/namespaces/${namespace}/workflows/${encodeURIComponent(id)}/${runId ?? ''}`;
      return { id, run_id: runId, url: temporalWebUrl === null ? null : temporalWebUrl + path };
    },
    version,
  };
  const app = createApp(deps);
  const live = startLiveHub({ db, listener });
  registerConsole(app, {
    ...deps,
    live,
    cookieKey: config.cookieKey,
    devSignIn: config.NODE_ENV === 'production' ? null : devSignIn,
    configured: {
      appSecret: secret !== undefined,
      verifyToken: config.WEBHOOK_VERIFY_TOKEN !== undefined,
      encryptionKeys: config.ENCRYPTION_KEYS.length,
    },
  });

  const serve = getRequestListener(app.fetch);
  const server = createServer({ requestTimeout: RECEIVE_WITHIN_MS }, (request, response) => {
    if (!intake.handle(request, response)) void serve(request, response);
  });
  try {
    await listen(server, config);
  } catch (error) {
    live.close();
    await closeAll();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  log.info({ port, public_url: config.PUBLIC_URL }, 'the server takes requests');

  return {
    url: `http://${config.HOST}:${port}`,
    port,
    async close() {
      // Pages would hold their streams open for as long as they may.
      live.close();
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(force);
      await closeAll();
    },
  };
}

function listen(server: Server, { PORT, HOST }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use: stop what uses it, or set PORT (0: any)'
          : `cannot be listened on (${error.code ?? error.message}): set PORT and HOST`;
      reject(new Error(`Port ${PORT}, wanted for the API, ${why}.`, { cause: error }));
    });
    server.listen(PORT, HOST, resolve);
  });
}

if (isMain(import.meta.url)) await runService('server', startServer);
