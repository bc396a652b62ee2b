import type { Context } from 'hono';
import { z } from 'zod';
import { parseInstant } from '../state/clock.js';

/** Input the control side cannot take; the message says which field and why. */
export class ControlProblem extends Error {
  readonly status: 400 | 404;

  constructor(message: string, status: 400 | 404 = 400) {
    super(message);
    this.status = status;
  }
}

/** Reads and checks a JSON body; an empty one counts as `{}`. @throws ControlProblem */
export async function readInput<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const text = await c.req.text();
  let body: unknown;
  try {
    body = text.trim() === '' ? {} : (JSON.parse(text) as unknown);
  } catch (error) {
    throw new ControlProblem(
      `the body is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new ControlProblem(problems.join('; '));
}

/** A duration in ms of the simulated clock. */
export const duration = z.number().min(0);

/** An ISO time or epoch milliseconds, read into the latter. */
export const instant = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseInstant(value);
  if (parsed !== undefined) return parsed;
  context.addIssue('must be an ISO 8601 time or epoch milliseconds');
  return z.NEVER;
});

/** An id, written as text or as a number. */
export const id = z.union([z.string().min(1), z.number().int()]).transform(String);

/** An instant for people and programs; null where there is none. */
export function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
