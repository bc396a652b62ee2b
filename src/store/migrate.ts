import { Migrator } from 'kysely';
import { openDatabase, type Database } from './database.js';
import { migrations } from './migrations/index.js';

const migrator = (db: Database): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });

/** Brings the database to the newest migration; safe to run from several processes at once. @throws the first failure, with its cause */
export async function migrateToLatest(databaseUrl: string): Promise<string[]> {
  const db = openDatabase(databaseUrl, { max: 1 });
  try {
    const { error, results = [] } = await migrator(db).migrateToLatest();
    if (error !== undefined) {
      const failed = results.find(({ status }) => status === 'Error')?.migrationName ?? 'the first';
      throw new Error(`migration ${failed} failed`, { cause: error });
    }
    return results.map(({ migrationName }) => migrationName);
  } finally {
    await db.destroy();
  }
}

/** Names of the migrations that this release has and the database lacks. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const all = await migrator(db).getMigrations();
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
