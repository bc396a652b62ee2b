import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ConfigError, loadConfig, type Config } from './config.js';
import { createLogger, type Logger } from './logger.js';
import { listenForStop } from './stop-signal.js';

/** Something that runs until it is told to stop. */
export interface Service {
  close(): Promise<void>;
}

/** Was this module given to node as the program? Links, as npm makes for `bin`, count. */
export const isMain = (moduleUrl: string): boolean =>
  process.argv[1] !== undefined && pathToFileURL(realpathSync(process.argv[1])).href === moduleUrl;

/**
 * The life of a process of its own: reads the environment, starts, closes at SIGTERM or Ctrl-C. The exit code is 0, or 1
 * where the start or the end failed; a wrong setting is told without a stack.
 */
export async function runService(
  part: 'server' | 'worker',
  start: (config: Config, log: Logger) => Service | Promise<Service>,
): Promise<void> {
  const stop = listenForStop();
  let log: Logger | null = null;
  try {
    const config = loadConfig();
    log = createLogger({ level: config.LOG_LEVEL, part });
    const service = await start(config, log);
    await stop.requested;
    log.info('stopping');
    await service.close();
    log.info('stopped');
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else if (log === null) throw error;
    else log.fatal({ err: error }, `the ${part} failed`);
  } finally {
    stop.release();
  }
}
