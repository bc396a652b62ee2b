import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createLogger, type Logger } from '../logger.js';
import { openDatabase } from '../store/database.js';
import { startListener } from '../store/listen.js';
import { listenForStop } from '../stop-signal.js';
import { closingList, type ClosingList } from './closing-list.js';
import { forgetData, withDataFolder, type DataFolder } from './data-folder.js';
import { spareNumber } from './demo-numbers.js';
import { devSecrets } from './dev-secrets.js';
import { devSettings, type DevSettings } from './dev-settings.js';
import { connectBody, loadDemo } from './load-demo.js';
import type { Report } from './report.js';
import { startStack, type Stack } from './stack.js';
import { watchStages } from './watch-stages.js';
import { welcomeText } from './welcome.js';

const OWNER_ONLY = 0o600;
const TIME_OF_DAY = { start: 11, end: 19 };

/**
 * Runs everything on this machine until Ctrl-C or SIGTERM, and leaves no process behind; a second one ends it at once.
 *
 * @throws ConfigError, or Error in one sentence, when everything already started is closed again
 */
export async function runDev({ fresh }: { readonly fresh: boolean }): Promise<void> {
  const stop = listenForStop();
  try {
    const settings = devSettings(process.env);
    await withDataFolder(settings.draft.DATA_DIR, async (files) => {
      if (fresh) {
        report('forgetting what earlier starts kept');
        await forgetData(files);
      }
      const log = createLogger({ level: settings.draft.LOG_LEVEL, part: 'dev', file: files.log });
      await runUntilStopped(settings, files, log, stop);
    });
  } finally {
    stop.release();
  }
}

type Stop = ReturnType<typeof listenForStop>;

async function runUntilStopped(
  settings: DevSettings,
  files: DataFolder,
  log: Logger,
  stop: Stop,
): Promise<void> {
  const closing = closingList(
    (name) => report(`stopping ${name}`),
    (name, error) => {
      log.error({ err: error }, `${name} did not stop in order`);
      report(`${name} did not stop in order; ${shown(files.log)} says why`);
    },
  );
  const { signal } = stop;
  try {
    const secrets = await devSecrets(files.secrets);
    const stack = await startStack({ settings, files, secrets, log, report, closing, signal });
    await present(stack, files, closing, log);
    await stop.requested;
  } catch (error) {
    if (!signal.aborted) {
      log.fatal({ err: error }, 'the start failed');
      throw error;
    }
  } finally {
    await closing.closeAll();
  }
  report('stopped');
}

/** Adds the demo numbers, says where everything is, and tells what the numbers do. */
async function present(
  { config, environment, ...stack }: Stack,
  files: DataFolder,
  closing: ClosingList,
  log: Logger,
): Promise<void> {
  await writeEnvironment(files.environment, environment);
  const db = openDatabase(config.DATABASE_URL, { max: 1 });
  const listener = startListener(config.DATABASE_URL, (err) =>
    log.warn({ err }, 'listening again'),
  );
  const watch = await watchStages(db, listener, report);
  closing.add(watch, 'the watch on the numbers', async () => {
    await watch.close();
    await listener.close();
    await db.destroy();
    await rm(files.environment, { force: true });
  });

  const { apiUrl, consoleUrl, simulatorUrl, temporalWebUrl } = stack;
  const apiKey = config.ADMIN_API_KEY ?? '';
  if (simulatorUrl !== null) {
    const added = await loadDemo({ simulatorUrl, apiUrl, apiKey });
    if (added > 0) report(`added ${added} demo numbers`);
  }
  console.log(
    welcomeText({
      addresses: {
        apiUrl,
        consoleUrl,
        temporalWebUrl,
        temporalAddress: config.TEMPORAL_ADDRESS,
        simulatorUrl,
        graphUrl: config.GRAPH_API_URL,
        databaseUrl: config.DATABASE_URL,
        metricsUrl: `http://127.0.0.1:${config.METRICS_PORT}/metrics`,
        logFile: shown(files.log),
      },
      apiKey,
      example: simulatorUrl === null ? null : connectBody(spareNumber),
    }),
  );
  report(await watch.summary());
}

/** So that `doctor` and `keys` find this stack (cli/dev-environment.ts). */
async function writeEnvironment(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(file, lines.join(''), { mode: OWNER_ONLY });
}

const report: Report = (line) =>
  console.log(`${new Date().toISOString().slice(TIME_OF_DAY.start, TIME_OF_DAY.end)}  ${line}`);

/** Relative where that is shorter. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.length < file.length ? relative : file;
}
