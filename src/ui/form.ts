import type { Context } from 'hono';
import type { z } from 'zod';
import { Problem } from '../operations/problem.js';
import type { UiEnv } from './context.js';

/** A form's fields; files are none of ours. @throws Problem `invalid_request` that names the first field */
export async function formOf<Schema extends z.ZodType>(
  c: Context<UiEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const fields = Object.fromEntries(
    Object.entries(await c.req.parseBody()).filter(([, value]) => typeof value === 'string'),
  );
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(' ').replaceAll('_', ' ') ?? '';
  throw new Problem('invalid_request', `${field} ${issue?.message ?? 'is not valid'}.`.trim());
}
