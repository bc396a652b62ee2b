import { ConfigError, loadConfig, type Config } from '../../config.js';
import { createGraphClient } from '../../graph/client.js';
import { openDatabase, type Database } from '../../store/database.js';
import { storedTokens, type StoredToken } from '../../store/stored-tokens.js';
import { createVault } from '../../store/vault.js';
import { lazyConnection } from '../../temporal-connection.js';
import { checkGraph } from './check-graph.js';
import { checkPostgres } from './check-postgres.js';
import { checkTemporal } from './check-temporal.js';
import { fail, pass, type Finding } from './finding.js';

/** Looks at everything the configuration names; never throws for what it finds. */
export async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      fail('configuration', error.message, 'Correct these variables; .env.example explains each.'),
    ];
  }

  const { connection, namespace } = lazyConnection(config);
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
