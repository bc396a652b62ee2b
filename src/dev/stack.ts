import { randomBytes } from 'node:crypto';
import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { registerSearchAttributes, SEARCH_ATTRIBUTE_NAMES } from '../search-attributes.js';
import { startServer } from '../server.js';
import { startSimulator } from '../simulator/simulator.js';
import { META_CALLS_PER_HOUR } from '../simulator/state/call-budget.js';
import { migrateToLatest } from '../store/migrate.js';
import { lazyConnection } from '../temporal-connection.js';
import { installTemporalRuntime } from '../temporal-runtime.js';
import { startWorker } from '../worker.js';
import type { ClosingList } from './closing-list.js';
import type { DataFolder } from './data-folder.js';
import type { DevSecrets } from './dev-secrets.js';
import type { DevSettings } from './dev-settings.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { settlePort } from './free-port.js';
import { putApp } from './load-demo.js';
import type { Report } from './report.js';
import { findTemporalCli } from './temporal-cli.js';
import { startTemporalDevServer } from './temporal-dev-server.js';

const SIGN_IN_BYTES = 18;

/** What the stack is made of. */
export interface StackPlan {
  readonly settings: DevSettings;
  readonly files: DataFolder;
  readonly secrets: DevSecrets;
  readonly log: Logger;
  readonly report: Report;
  /** Gets every part as soon as it runs, so that a start that fails half-way can be undone. */
  readonly closing: ClosingList;
  /** Ends the start between two parts. */
  readonly signal: AbortSignal;
}

/** The running stack. */
export interface Stack {
  readonly config: Config;
  /** The variables that other commands need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  /** Signs in to the console as whoever started this; another one at each start. */
  readonly consoleUrl: string;
  /** Null where it is not ours. */
  readonly temporalWebUrl: string | null;
  readonly simulatorUrl: string | null;
}

/**
 * Starts everything in the order in which the one needs the other; the server before the worker, because Meta verifies a
 * callback while the worker waits. @throws Error in one sentence, for example for a port in use
 */
export async function startStack(plan: StackPlan): Promise<Stack> {
  const { settings, secrets, log, report, closing, signal } = plan;
  const { draft, embedded } = settings;
  const port = await settlePort({ port: draft.PORT, variable: 'PORT', part: 'the API' });
  const metricsPort = await settlePort({
    port: draft.METRICS_PORT,
    variable: 'METRICS_PORT',
    part: 'metrics',
  });

  const apiUrl = `http://127.0.0.1:${port}`;

  const databaseUrl = embedded.postgres ? await postgres(plan) : null;
  signal.throwIfAborted();
  const temporal = embedded.temporal ? await temporalServer(plan) : null;
  signal.throwIfAborted();
  const simulatorUrl = embedded.graph ? await simulator(plan) : null;
  signal.throwIfAborted();

  const { config, environment } = settings.complete({
    fallback: {
      ...secrets,
      PUBLIC_URL: apiUrl,
      ...(simulatorUrl !== null && { SIGNUP_SDK_URL: `${simulatorUrl}/en_US/sdk.js` }),
    },
    settled: {
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
      ...(temporal !== null && { TEMPORAL_ADDRESS: temporal.address }),
      ...(simulatorUrl !== null && { GRAPH_API_URL: simulatorUrl }),
    },
  });
  await migrate(config, plan);
  signal.throwIfAborted();

  report('starting the server and the worker');
  const temporalWebUrl = temporal?.uiUrl ?? null;
  const devSignIn = randomBytes(SIGN_IN_BYTES).toString('base64url');
  const server = await startServer(config, log.child({ part: 'server' }), {
    temporalWebUrl,
    devSignIn,
  });
  closing.add(server, 'the server', () => server.close());
  if (simulatorUrl !== null) await introduceUs(simulatorUrl, config);

  const workerLog = log.child({ part: 'worker' });
  installTemporalRuntime(config, workerLog);
  const worker = startWorker(config, workerLog);
  closing.add(worker, 'the worker', () => worker.stop());

  const consoleUrl = `${apiUrl}/sign-in?link=${devSignIn}`;
  return { config, environment, apiUrl, consoleUrl, temporalWebUrl, simulatorUrl };
}

async function postgres({ settings, files, report, closing }: StackPlan): Promise<string> {
  report('starting Postgres');
  const server = await startEmbeddedPostgres({
    dataFolder: files.postgres,
    port: settings.draft.POSTGRES_PORT,
    report,
    logFile: files.log,
  });
  return closing.add(server, 'Postgres', () => server.close()).url;
}

async function temporalServer({ settings, files, report, closing, signal }: StackPlan) {
  const { draft } = settings;
  const cliPath = await unlessAborted(
    signal,
    findTemporalCli({ explicitPath: draft.TEMPORAL_CLI_PATH, report }),
  );
  report('starting Temporal');
  const server = await startTemporalDevServer({
    cliPath,
    port: draft.TEMPORAL_PORT,
    uiPort: draft.TEMPORAL_UI_PORT,
    databaseFile: files.temporal,
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTE_NAMES.map((name) => [name, 'Keyword'])),
    logFile: files.log,
  });
  return closing.add(server, 'Temporal', () => server.close());
}

async function simulator({ settings, files, report, closing }: StackPlan): Promise<string> {
  report('starting the simulated Meta');
  const { draft } = settings;
  const server = await startSimulator({
    port: await settlePort({
      port: draft.SIMULATOR_PORT,
      variable: 'SIMULATOR_PORT',
      part: 'the simulated Meta',
    }),
    stateFile: files.simulator,
    // We look as much more often as our own time passes more quickly.
    callsPerHour: {
      unregistered: META_CALLS_PER_HOUR.unregistered / draft.POLL_PACE,
      registered: META_CALLS_PER_HOUR.registered / draft.POLL_PACE,
    },
  });
  return closing.add(server, 'the simulated Meta', () => server.close()).url;
}

async function migrate(config: Config, { settings, report }: StackPlan): Promise<void> {
  const applied = await migrateToLatest(config.DATABASE_URL);
  if (applied.length > 0) report('made the database schema');
  if (settings.embedded.temporal) return;

  const { connection, namespace } = lazyConnection(config);
  try {
    const registration = await registerSearchAttributes(connection, namespace);
    if (registration.kind === 'not_allowed') {
      throw new Error(
        `Temporal does not let us register search attributes; somebody who may must run:\n${registration.commands.join('\n')}`,
      );
    }
  } finally {
    await connection.close();
  }
}

async function introduceUs(simulatorUrl: string, config: Config): Promise<void> {
  const [secret] = config.META_APP_SECRET;
  if (config.META_APP_ID === undefined || secret === undefined) return;
  await putApp(simulatorUrl, {
    id: config.META_APP_ID,
    secret,
    verifyToken: config.WEBHOOK_VERIFY_TOKEN ?? '',
    callbackUrl: `${config.PUBLIC_URL}/webhooks/whatsapp`,
  });
}

/** The work's result, unless the signal comes first: a build of minutes is not waited for. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Whichever loses is of no interest any more.
  aborted.catch(() => {});
  work.catch(() => {});
  return Promise.race([work, aborted]);
}
