import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { startEmbeddedPostgres } from '../../src/dev/embedded-postgres.js';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { startTemporalDevServer } from '../../src/dev/temporal-dev-server.js';
import { findTemporalTestServer } from '../../src/dev/temporal-test-server.js';
import { adminQuery, withDatabase } from './admin-query.js';
import type { Provided } from './provided.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';

type Close = () => Promise<void>;
type Part<T> = T & { close: Close };

const report = (line: string): void => console.log(`[set-up] ${line}`);

/**
 * Brings up what the run needs, once: Postgres with a migrated template database, and, unless only
 * unit tests run, a Temporal dev server and the time-skipping server's program. All at once, so it
 * takes as long as the slowest.
 */
export async function setup(project: TestProject): Promise<Close> {
  const started: Close[] = [];
  const closeAll: Close = async () => {
    await Promise.all(started.map((close) => close()));
  };
  const keep = <T>({ close, ...values }: Part<T>): Omit<Part<T>, 'close'> => {
    started.push(close);
    return values;
  };

  const parts = await Promise.allSettled([
    postgres().then(keep),
    ...(needsTemporal(project) ? [temporal().then(keep), testServer()] : []),
  ]);

  const failure = parts.find((part) => part.status === 'rejected');
  if (failure) {
    await closeAll();
    throw failure.reason;
  }

  const values = parts.map((part) => (part.status === 'fulfilled' ? part.value : {}));
  const provided: Provided = Object.assign({ temporalAddress: '', testServerPath: '' }, ...values);
  for (const key of Object.keys(provided) as (keyof Provided)[])
    project.provide(key, provided[key]);
  return closeAll;
}

/** Whether the run holds a test that is not a unit test; a watching run may hold one later. */
function needsTemporal({ vitest }: TestProject): boolean {
  const folders = ['integration', 'journeys', 'faults'].map((name) => `/test/${name}/`);
  const files = vitest.state.getPaths();
  return vitest.config.watch || files.some((file) => folders.some((part) => file.includes(part)));
}

async function postgres(): Promise<Part<Pick<Provided, 'postgresUrl' | 'templateDatabase'>>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? { url: given, close: async () => {} } : await embeddedPostgres();
  const templateDatabase = `template_${process.pid}`;

  return timed('Postgres with our schema', async () => {
    await adminQuery(server.url, `create database ${templateDatabase}`);
    await migrate(withDatabase(server.url, templateDatabase));
    return {
      postgresUrl: server.url,
      templateDatabase,
      close: async () => {
        if (given) await adminQuery(given, `drop database ${templateDatabase} with (force)`);
        await server.close();
      },
    };
  });
}

async function embeddedPostgres(): Promise<{ url: string; close: Close }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'onboard-number-test-'));
  const dataFolder = path.join(folder, 'postgres');
  const server = await timed('embedded Postgres', () =>
    startEmbeddedPostgres({ dataFolder, port: 0, durable: false, report }),
  );
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function migrate(databaseUrl: string): Promise<void> {
  const file = new URL('../../src/store/migrate.ts', import.meta.url);
  if (!existsSync(file)) return report('src/store/migrate.ts is missing: the template stays empty');
  const { migrateToLatest } = (await import(/* @vite-ignore */ file.href)) as {
    migrateToLatest: (url: string) => Promise<void>;
  };
  await migrateToLatest(databaseUrl);
}

async function temporal(): Promise<Part<Pick<Provided, 'temporalAddress'>>> {
  const given = process.env['TEMPORAL_ADDRESS'];
  if (given) return { temporalAddress: given, close: async () => {} };

  const cliPath = await findTemporalCli({ explicitPath: process.env['TEMPORAL_CLI_PATH'], report });
  const { address, close } = await timed('Temporal dev server', () =>
    startTemporalDevServer({ cliPath, port: 0, searchAttributes: SEARCH_ATTRIBUTES }),
  );
  return { temporalAddress: address, close };
}

async function testServer(): Promise<Pick<Provided, 'testServerPath'>> {
  const explicitPath = process.env['TEMPORAL_TEST_SERVER_PATH'];
  return { testServerPath: await findTemporalTestServer({ explicitPath, report }) };
}

async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await work();
  report(`${title}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
