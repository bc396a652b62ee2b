import { loadConfig, type Config } from '../config.js';
import { registerSearchAttributes } from '../search-attributes.js';
import { migrateToLatest } from '../store/migrate.js';
import { lazyConnection } from '../temporal-connection.js';
import { failureText } from './failure-text.js';

/** Migrates Postgres, then registers what Temporal must know. False when the second part is still to be done. @throws Error when the first fails */
export async function migrateAll(): Promise<boolean> {
  const config = loadConfig();
  const applied = await migrateToLatest(config.DATABASE_URL);
  console.log(
    applied.length === 0
      ? 'Postgres: nothing to do, the schema is the newest.'
      : `Postgres: applied ${applied.join(', ')}.`,
  );
  // What Postgres has now it keeps, whatever becomes of the rest.
  return registerInTemporal(config);
}

async function registerInTemporal(config: Config): Promise<boolean> {
  const { connection, namespace } = lazyConnection(config);
  try {
    const registration = await registerSearchAttributes(connection, namespace);
    if (registration.kind === 'registered') {
      console.log(
        registration.added.length === 0
          ? 'Temporal: nothing to do, the search attributes are known.'
          : `Temporal: registered the search attributes ${registration.added.join(', ')}.`,
      );
      return true;
    }
    console.error(
      [
        `Temporal does not let us register search attributes (${registration.why}). Somebody who may must run:`,
        ...registration.commands.map((command) => `  ${command}`),
      ].join('\n'),
    );
  } catch (error) {
    console.error(
      `Temporal at ${config.TEMPORAL_ADDRESS} did not register the search attributes; run migrate again when it answers.\n  ${failureText(error)}`,
    );
  } finally {
    await connection.close();
  }
  return false;
}
