import { sql } from 'kysely';
import type { Database } from '../../store/database.js';
import { pendingMigrations } from '../../store/migrate.js';
import { sentenceOf } from '../failure-text.js';
import { fail, pass, skip, type Findings } from './finding.js';

const LEAST_VERSION = 15;

/** Can Postgres be reached, is it new enough, and has it our schema? */
export async function checkPostgres(db: Database): Promise<Findings> {
  try {
    const { rows } = await sql<{ version: string }>`
      select current_setting('server_version') as version
    `.execute(db);
    const version = rows[0]?.version ?? 'unknown';
    if (Number.parseInt(version, 10) < LEAST_VERSION) {
      return [
        fail('Postgres', `version ${version}`, `Use Postgres ${LEAST_VERSION} or newer.`),
        skip('migrations', 'Postgres is too old'),
      ];
    }
    return [pass('Postgres', `version ${version} answers`), await checkMigrations(db)];
  } catch (error) {
    return [
      fail(
        'Postgres',
        error instanceof Error ? sentenceOf(error) : String(error),
        'Start Postgres, or correct DATABASE_URL.',
      ),
      skip('migrations', 'Postgres cannot be asked'),
    ];
  }
}

async function checkMigrations(db: Database) {
  const pending = await pendingMigrations(db);
  return pending.length === 0
    ? pass('migrations', 'the schema is the newest')
    : fail('migrations', `${pending.join(', ')} missing`, 'Run: onboard-number migrate');
}
