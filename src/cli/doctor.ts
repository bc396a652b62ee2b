import { Connection } from '@temporalio/client';
import { Command } from 'commander';
import { ConfigError, loadConfig, type Config } from '../config.js';
import { createGraphClient } from '../graph/client.js';
import { openDatabase, type Database } from '../store/database.js';
import { storedTokens, type StoredToken } from '../store/stored-tokens.js';
import { createVault } from '../store/vault.js';
import { temporalConnectConfig } from '../temporal-connection.js';
import { checkGraph } from './doctor/check-graph.js';
import { checkPostgres } from './doctor/check-postgres.js';
import { checkTemporal } from './doctor/check-temporal.js';
import { fail, pass, type Finding } from './doctor/finding.js';
import { table } from './table.js';

/** `onboard-number doctor` */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything this needs, and say what to do about what is wrong')
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a check fails. Starts one run in Temporal and ends it at once.',
    )
    .action(async () => {
      const findings = await examine();
      console.log(report(findings));
      if (findings.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1;
    });

async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      fail('configuration', error.message, 'Correct these variables; .env.example explains each.'),
    ];
  }

  const { connectionOptions, namespace = 'default' } = temporalConnectConfig(config);
  const connection = Connection.lazy(connectionOptions);
  const db = openDatabase(config.DATABASE_URL, { max: 1 });
  try {
    const [postgres, temporal, graph] = await Promise.all([
      checkPostgres(db),
      checkTemporal({ connection, namespace, address: config.TEMPORAL_ADDRESS }),
      graphOf(config, db),
    ]);
    return [pass('configuration', 'every variable is valid'), ...postgres, ...temporal, ...graph];
  } finally {
    await Promise.all([connection.close(), db.destroy()]);
  }
}

async function graphOf(config: Config, db: Database) {
  const [secret] = config.META_APP_SECRET;
  const appId = config.META_APP_ID ?? null;
  const tokens: readonly StoredToken[] | null = await storedTokens(
    db,
    createVault(config.ENCRYPTION_KEYS),
  ).catch(() => null);
  return checkGraph({
    graph: createGraphClient({ baseUrl: config.GRAPH_API_URL, version: config.GRAPH_API_VERSION }),
    baseUrl: config.GRAPH_API_URL,
    appId,
    appToken: appId === null || secret === undefined ? null : `${appId}|${secret}`,
    tokens,
  });
}

/** One line for each finding, and what to do under those that fail. */
function report(findings: readonly Finding[]): string {
  const lines = table(
    findings.map(({ verdict, check, detail }) => [verdict, check, detail.replaceAll('\n', ' ')]),
  ).split('\n');
  return lines
    .flatMap((line, index) => {
      const advice = findings[index]?.advice;
      return advice === undefined ? [line] : [line, indent(advice)];
    })
    .join('\n');
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? `      → ${line}` : `        ${line}`))
    .join('\n');
