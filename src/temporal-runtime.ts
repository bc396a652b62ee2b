import { isIP } from 'node:net';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Config } from './config.js';
import type { Logger } from './logger.js';

/**
 * Sets up the SDK for this process: its lines and its core's go to our logger, its metrics to `METRICS_PORT`, and it
 * leaves the signals alone, because what uses the worker must end in our order. Call once, before any worker.
 */
export function installTemporalRuntime(
  { METRICS_PORT, HOST }: Pick<Config, 'METRICS_PORT' | 'HOST'>,
  log: Logger,
): void {
  // The core binds to addresses, not to names.
  const host = isIP(HOST) === 4 ? HOST : '127.0.0.1';
  const write =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, meta: Record<string | symbol, unknown> = {}) =>
      log[level](meta, message);

  Runtime.install({
    shutdownSignals: [],
    logger: {
      trace: write('trace'),
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      log: (level, message, meta) =>
        write(level.toLowerCase() as Lowercase<typeof level>)(message, meta),
    },
    telemetryOptions: {
      logging: {
        filter: makeTelemetryFilterString({ core: 'INFO', other: 'WARN' }),
        forward: {},
      },
      metrics: { prometheus: { bindAddress: `${host}:${METRICS_PORT}` } },
    },
  });
}
