import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Connection } from '@temporalio/client';

import { settlePort } from './free-port.js';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import { isListening } from './port-in-use.js';

const READY_WITHIN_MS = 30_000;
const ATTEMPT_MS = 2000;
const POLL_MS = 50;
const NAMESPACE = 'default';

// Without the new matcher server 1.29.1 ignores priorities, and without fairness one account's
// backlog delays everybody's.
const MATCHING = { 'matching.useNewMatcher': 'true', 'matching.enableFairness': 'true' };

// SQLite's defaults flush at every transaction and make the server half as fast with a file.
const PRAGMAS = { journal_mode: 'WAL', synchronous: 'NORMAL' };

/** How to start the Temporal dev server. */
export interface TemporalDevServerOptions {
  readonly cliPath: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where Temporal Web listens, 0: any free one; without it there is none. */
  readonly uiPort?: number;
  /** Keeps everything across starts; without it, all is in memory. */
  readonly databaseFile?: string;
  /** Name to type, as in `{ AccountId: 'Keyword' }`. */
  readonly searchAttributes: Readonly<Record<string, string>>;
  /** Key to JSON value, over the two of the matching service that we rely on. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  /** Gets what the server prints, appended. */
  readonly logFile?: string;
}

/** A running Temporal dev server. */
export interface TemporalDevServer {
  /** `host:port`, for clients and workers. */
  readonly address: string;
  /** Of Temporal Web; null without one. */
  readonly uiUrl: string | null;
  /** Stops the server in order. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a Temporal dev server on the loopback address and resolves when it takes calls and knows
 * the search attributes. It never outlives this process.
 *
 * @throws Error in one sentence: port in use (names `TEMPORAL_PORT` or `TEMPORAL_UI_PORT`), or the
 * server ended early (with its last lines)
 */
export async function startTemporalDevServer(
  options: TemporalDevServerOptions,
): Promise<TemporalDevServer> {
  for (let tries = TRIES; ; tries--) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (!(error instanceof EndedEarly) || tries <= 1) throw error;
    }
  }
}

/** It takes ports of its own for its parts, which others may take in the moment between: then it ends, and another start helps. */
const TRIES = 3;

class EndedEarly extends Error {}

async function startOnce(options: TemporalDevServerOptions): Promise<TemporalDevServer> {
  const port = await settlePort({
    port: options.port,
    variable: 'TEMPORAL_PORT',
    part: 'the Temporal dev server',
  });
  const uiPort =
    options.uiPort === undefined
      ? null
      : await settlePort({
          port: options.uiPort,
          variable: 'TEMPORAL_UI_PORT',
          part: 'Temporal Web',
        });
  if (options.databaseFile) await mkdir(path.dirname(options.databaseFile), { recursive: true });

  const server = startGuarded({
    command: options.cliPath,
    args: serverArguments(options, port, uiPort),
    stopSignal: 'TERM',
    logFile: options.logFile,
  });
  const address = `127.0.0.1:${port}`;

  try {
    await untilReady(port, Object.keys(options.searchAttributes), server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    address,
    uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}`,
    // In order takes more than a second, and without a file nothing is there to be kept.
    close: () => server.stop(options.databaseFile ? undefined : 0),
  };
}

function serverArguments(
  { databaseFile, searchAttributes, dynamicConfig }: TemporalDevServerOptions,
  port: number,
  uiPort: number | null,
): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--log-level=warn',
    '--log-format=json',
    ...(uiPort === null ? ['--headless'] : ['--ui-ip=127.0.0.1', `--ui-port=${uiPort}`]),
    ...(databaseFile
      ? [`--db-filename=${path.resolve(databaseFile)}`, ...flags('--sqlite-pragma', PRAGMAS)]
      : []),
    ...flags('--search-attribute', searchAttributes),
    ...flags('--dynamic-config-value', { ...MATCHING, ...dynamicConfig }),
  ];
}

const flags = (flag: string, values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `${flag}=${name}=${value}`);

async function untilReady(
  port: number,
  searchAttributes: readonly string[],
  server: GuardedProcess,
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;

  for (;;) {
    const missing = await whatIsMissing(port, searchAttributes);
    if (missing === null) return;

    if (server.hasEnded())
      throw new EndedEarly(
        `The Temporal dev server ended instead of starting:\n${server.lastLines()}`,
      );
    if (Date.now() > deadline)
      throw new Error(
        `The Temporal dev server was not ready within ${READY_WITHIN_MS / 1000} s (${missing}):\n${server.lastLines()}`,
      );
    await sleep(POLL_MS);
  }
}

/** Null when the server takes calls and knows every search attribute, else what is not so yet. */
async function whatIsMissing(
  port: number,
  searchAttributes: readonly string[],
): Promise<string | null> {
  // gRPC pauses a second after each failed connection, so none is tried before one can succeed.
  if (!(await isListening(port))) return 'nothing listens yet';

  const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
  try {
    return await connection.withDeadline(Date.now() + ATTEMPT_MS, async () => {
      await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
      const known = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
      const unknown = searchAttributes.filter((name) => !(name in known.customAttributes));
      return unknown.length === 0 ? null : `search attributes ${unknown.join(', ')} are unknown`;
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await connection.close();
  }
}
