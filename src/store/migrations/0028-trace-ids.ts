import { sql, type Kysely } from 'kysely';

/** Meta's support asks for trace ids, and operators paste them into the search: without these every row would be looked at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index timeline_trace on timeline ((facts ->> 'fbtrace_id')) where (facts ->> 'fbtrace_id') is not null`,
  `create index messages_trace on messages ((error ->> 'fbtrace_id')) where (error ->> 'fbtrace_id') is not null`,
];
