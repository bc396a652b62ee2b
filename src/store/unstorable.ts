import pg from 'pg';

/** Untranslatable character, character not in repertoire, invalid text representation: NUL and half surrogate pairs end here. */
const CODES: readonly (string | undefined)[] = ['22P05', '22021', '22P02'];

/** Did Postgres refuse a text that no column can hold? JSON may carry such, and no schema of ours looks for it. */
export const isUnstorable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && CODES.includes(error.code);
