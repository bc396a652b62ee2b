import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { openPool } from './pool.js';
import type { Tables } from './tables.js';

export type Database = Kysely<Tables>;
/** A connection that may be inside a transaction. */
export type Connection = Database | Transaction<Tables>;

/**
 * A pool of Postgres connections behind Kysely. Close it with `destroy()`.
 * `onError` hears of connections that broke; the pool replaces them by itself.
 */
export function openDatabase(
  url: string,
  { max = 20, onError = () => {} }: { max?: number; onError?: (error: Error) => void } = {},
): Database {
  const pool = openPool({ connectionString: url, max, connectionTimeoutMillis: 10_000 }, onError);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Is this Postgres's complaint about a unique constraint? */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === '23505' &&
  (constraint === undefined || error.constraint === constraint);
