import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { requireScope } from '../operations/actor.js';
import type { ProblemCode } from '../operations/problem.js';
import type { Scope } from '../store/tables.js';
import type { AppEnv } from './context.js';
import { problemCatalogue } from './problem-catalogue.js';
import { PROBLEM_JSON } from './problems.js';

/** A problem (RFC 9457) as the OpenAPI document describes it. */
const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: '/docs/errors/not_found' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().openapi({ description: 'JSON pointer into the body.' }),
          parameter: z.string().optional(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .openapi('Problem');

/** What every route may answer. */
const COMMON: readonly ProblemCode[] = [
  'unauthenticated',
  'key_expired',
  'insufficient_scope',
  'not_found',
  'invalid_request',
  'too_many_requests',
  'unavailable',
];

interface ProblemResponse {
  description: string;
  /** The codes, for whoever goes on with the document. */
  'x-problem-codes': ProblemCode[];
  content: { [PROBLEM_JSON]: { schema: typeof problemSchema } };
}

/** The problem responses of a route, by status: the common ones and these. */
export function problems(...codes: ProblemCode[]): Record<'4XX' | '5XX', ProblemResponse> {
  const all = [...COMMON, ...codes];
  const describe = (isOf: (status: number) => boolean): ProblemResponse => {
    const possible = all.filter((code) => isOf(problemCatalogue[code].status));
    return {
      description: listProblems(possible),
      'x-problem-codes': possible,
      content: { [PROBLEM_JSON]: { schema: problemSchema } },
    };
  };
  return { '4XX': describe((status) => status < 500), '5XX': describe((status) => status >= 500) };
}

/** Problem codes with their statuses, for people. */
export const listProblems = (codes: readonly ProblemCode[]): string =>
  codes.map((code) => `${problemCatalogue[code].status} \`${code}\``).join(', ');

/** A JSON answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The scope that a route asks of a key, before it looks at what was sent; the walk over all routes holds the document to it. */
export const requires = (scope: Scope) => ({
  security: [{ ApiKey: [scope] }],
  middleware: mayCall(scope),
});

const mayCall =
  (scope: Scope): MiddlewareHandler<AppEnv> =>
  (c, next) => {
    requireScope(c.var.actor, scope);
    return next();
  };

/** A JSON body. */
export const body = <Schema extends z.ZodType>(schema: Schema, required: boolean) => ({
  body: { required, content: { 'application/json': { schema } } },
});

/** Path parameter of everything about one number. */
export const numberParam = z.object({
  id: z.string().openapi({ description: 'The phone number id.', example: '106540352242922' }),
});
