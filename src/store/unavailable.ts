import pg from 'pg';

/** SQLSTATE classes and codes that say "not now": connection, resources, shutdown, and two transactions in each other's way. */
// Not 08P01: a statement that breaks the protocol (too many parameters) breaks it again.
const PASSING = /^(08(?!P01)|53|57P|40001$|40P01$)/;
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg says without a code, when a connection broke or none came in time. */
const WORDS =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Did this fail because Postgres cannot be used at the moment? The same request may work later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return PASSING.test(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return UNREACHABLE.has(code) || WORDS.test(error.message);
}

/**
 * Is it the statement that Postgres cannot run, whatever its values: a table, column or right that is not there? So it is while a new release
 * runs before its migrations, and an old one after them.
 */
export const isSchemaMismatch = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code?.startsWith('42') === true;
