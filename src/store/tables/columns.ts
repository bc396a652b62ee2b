import type { ColumnType } from 'kysely';

/** `timestamptz(3)`, UTC. */
export type Instant = ColumnType<Date, Date, Date>;

export type NullableInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** `jsonb`: written as JSON text, read as a value. */
export type Json<T> = ColumnType<T, string, string>;

export type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

/** `bigint`: a string, as every id in the API is. */
export type Identity = ColumnType<string, string | undefined, never>;

/** Computed by Postgres from the raw value. */
export type FromRaw<T> = ColumnType<T | null, never, never>;
