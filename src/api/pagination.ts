import { z } from '@hono/zod-openapi';
import { Problem } from '../operations/problem.js';

/** Query parameters of every list. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .openapi({ description: 'At most this many.' }),
  after: z.string().min(1).optional().openapi({ description: '`next` of the page before.' }),
};

/** A moment in a query, with any offset. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Several values of one parameter: comma = OR. */
export const anyOf = z
  .string()
  .min(1)
  .max(1_000)
  .transform((text) => text.split(',').map((part) => part.trim()));

/** The envelope of every list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), has_more: z.boolean(), next: z.string().nullable() });

/** A cursor: where a page ended, opaque to whoever carries it. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place a cursor stands for. @throws Problem `invalid_request` for one that we did not make */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    const detail = 'This is not a cursor of this list.';
    throw new Problem('invalid_request', detail, {
      cause,
      errors: [{ parameter: 'after', detail }],
    });
  }
}

/** Cuts one row too many off: it only says that there are more. */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  place: (row: Row) => readonly (string | number)[],
): { data: Item[]; has_more: boolean; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return {
    data: shown.map(present),
    has_more: hasMore,
    next: hasMore && last !== undefined ? encodeCursor(place(last)) : null,
  };
}
