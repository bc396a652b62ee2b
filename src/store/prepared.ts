import { CompiledQuery, type QueryResult } from 'kysely';
import pg from 'pg';
import type { Connection } from './database.js';

const names = new Map<string, string>();

/** A statement that runs for every message: each connection has Postgres parse and plan it once. */
export type PreparedStatement<Row> = (
  db: Connection,
  parameters: readonly unknown[],
) => Promise<QueryResult<Row>>;

/** Makes one from its text, which never changes; `name` is unique. Columns are named one by one in it: a new one must not change its result. */
export function prepareStatement<Row>(name: string, text: string): PreparedStatement<Row> {
  names.set(text, name);
  return (db, parameters) => db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
}

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/** A connection that knows the prepared statements by their text: Kysely hands on nothing else. */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    this.query = ((text: unknown, values?: unknown, callback?: unknown) => {
      const name = typeof text === 'string' ? names.get(text) : undefined;
      return name === undefined
        ? query(text, values, callback)
        : query({ name, text, values }, undefined, callback);
    }) as pg.Client['query'];
  }
}
