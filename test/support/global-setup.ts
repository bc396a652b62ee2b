import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { startEmbeddedPostgres } from '../../src/dev/embedded-postgres.js';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { startTemporalDevServer } from '../../src/dev/temporal-dev-server.js';
import { findTemporalTestServer } from '../../src/dev/temporal-test-server.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { adminQuery, withDatabase } from './admin-query.js';
import type { Provided } from './provided.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';

/** Takes what must be undone at the end; the last is undone first. */
type AtTheEnd = (undo: () => Promise<void>) => void;

const report = (line: string): void => console.log(`[set-up] ${line}`);

/**
 * Brings up what the run needs, once: Postgres with a migrated template database, and, unless only
 * unit tests run, a Temporal dev server and the time-skipping server's program, and a Chromium for
 * the tests in one. All at once, so it
 * takes as long as the slowest.
 *
 * `TEST_DATABASE_URL` and `TEMPORAL_ADDRESS` replace what would be started.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undos: (() => Promise<void>)[] = [];
  const atTheEnd: AtTheEnd = (undo) => undos.unshift(undo);
  const undoAll = async (): Promise<void> => {
    for (const undo of undos) await undo();
  };

  const temporal = holdsFolder(project, ['integration', 'journeys', 'faults', 'browser']);
  const parts = await Promise.allSettled([
    postgres(atTheEnd),
    temporal ? temporalServer(atTheEnd) : { temporalAddress: '' },
    temporal ? testServer() : { testServerPath: '' },
    holdsFolder(project, ['browser']) ? chromium() : { chromiumPath: '' },
  ]);

  const failure = parts.find((part) => part.status === 'rejected');
  if (failure) {
    await undoAll();
    throw failure.reason;
  }

  for (const part of parts)
    for (const [key, value] of Object.entries(part.status === 'fulfilled' ? part.value : {}))
      project.provide(key as keyof Provided, value);
  return undoAll;
}

/** Whether the run holds a test of these folders; a watching run may hold one later. */
function holdsFolder({ vitest }: TestProject, names: readonly string[]): boolean {
  const folders = names.map((name) => `/test/${name}/`);
  const files = vitest.state.getPaths();
  return vitest.config.watch || files.some((file) => folders.some((part) => file.includes(part)));
}

async function postgres(
  atTheEnd: AtTheEnd,
): Promise<Pick<Provided, 'postgresUrl' | 'templateDatabase'>> {
  const postgresUrl = process.env['TEST_DATABASE_URL'] ?? (await embeddedPostgres(atTheEnd));
  const templateDatabase = `template_${process.pid}`;

  await timed('database schema', async () => {
    await adminQuery(postgresUrl, `create database ${templateDatabase}`);
    atTheEnd(() => adminQuery(postgresUrl, `drop database ${templateDatabase} with (force)`));
    await migrateToLatest(withDatabase(postgresUrl, templateDatabase));
  });
  return { postgresUrl, templateDatabase };
}

async function embeddedPostgres(atTheEnd: AtTheEnd): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'onboard-number-test-'));
  atTheEnd(() => rm(folder, { recursive: true, force: true }));
  // Under root, Postgres runs as another user.
  await chmod(folder, 0o755);

  const dataFolder = path.join(folder, 'postgres');
  const { url, close } = await timed('Postgres', () =>
    startEmbeddedPostgres({ dataFolder, port: 0, durable: false, report }),
  );
  atTheEnd(close);
  return url;
}

async function temporalServer(atTheEnd: AtTheEnd): Promise<Pick<Provided, 'temporalAddress'>> {
  const given = process.env['TEMPORAL_ADDRESS'];
  if (given) return { temporalAddress: given };

  const cliPath = await findTemporalCli({ explicitPath: process.env['TEMPORAL_CLI_PATH'], report });
  const { address, close } = await timed('Temporal dev server', () =>
    startTemporalDevServer({ cliPath, port: 0, searchAttributes: SEARCH_ATTRIBUTES }),
  );
  atTheEnd(close);
  return { temporalAddress: address };
}

async function testServer(): Promise<Pick<Provided, 'testServerPath'>> {
  const explicitPath = process.env['TEMPORAL_TEST_SERVER_PATH'];
  return { testServerPath: await findTemporalTestServer({ explicitPath, report }) };
}

/** Unpacked once, before several files want it at the same time. */
async function chromium(): Promise<Pick<Provided, 'chromiumPath'>> {
  const explicitPath = process.env['CHROMIUM_PATH'];
  if (explicitPath) return { chromiumPath: explicitPath };
  // It brings the libraries that a bare machine lacks, and unpacks them only where it believes to be on one.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return { chromiumPath: await timed('Chromium', () => packed.executablePath()) };
}

async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await work();
  report(`${title}: ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
