import type { Context } from 'hono';
import type { z } from 'zod';
import { Problem } from '../operations/problem.js';
import type { UiEnv } from './context.js';

/** A form's fields that are filled in, as text; files are none of ours. */
export async function fieldsOf(c: Context<UiEnv>): Promise<Record<string, string>> {
  const entries = Object.entries(await c.req.parseBody());
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A form's fields by its schema. @throws Problem `invalid_request` that names the first field */
export const formOf = async <Schema extends z.ZodType>(
  c: Context<UiEnv>,
  schema: Schema,
): Promise<z.output<Schema>> => parseFields(schema, await fieldsOf(c));

/** Fields by their schema. @throws Problem `invalid_request` that names the first field */
export function parseFields<Schema extends z.ZodType>(
  schema: Schema,
  fields: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(' ').replaceAll('_', ' ') ?? '';
  throw new Problem('invalid_request', `${field} ${issue?.message ?? 'is not valid'}.`.trim());
}
