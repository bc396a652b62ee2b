import { randomBytes } from 'node:crypto';

import { inject } from 'vitest';

import { adminQuery, withDatabase } from './admin-query.js';

/** A database that belongs to one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, also while connections are open. */
  readonly drop: () => Promise<void>;
}

/**
 * A fresh database with our schema, copied from the run's template: nothing another file does is
 * seen in it.
 *
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;

  await adminQuery(admin, `create database ${name} template ${inject('templateDatabase')}`);

  return {
    url: withDatabase(admin, name),
    drop: () => adminQuery(admin, `drop database if exists ${name} with (force)`),
  };
}
