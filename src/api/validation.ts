import type { Hook } from '@hono/zod-openapi';
import type { z } from 'zod';
import { Problem, type FieldError } from '../operations/problem.js';
import type { AppEnv } from './context.js';

/** Turns what Zod found into one 422 that names every field. For OpenAPIHono's `defaultHook`. @throws Problem `invalid_request` */
export const refuseInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return;
  // What can be no id is nobody's.
  if (result.target === 'param' && result.error.issues.every(isNoId))
    throw new Problem('not_found', 'There is nothing under this id.');
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue as Issue, result.target));
  throw new Problem(
    'invalid_request',
    `The request is not valid: ${errors.map((error) => `${error.pointer ?? error.parameter ?? ''}: ${error.detail}`).join(' ')}`,
    { errors },
  );
};

type Issue = z.core.$ZodIssue;

const isNoId = (issue: { code: string; format?: string }): boolean =>
  issue.code === 'invalid_format' && issue.format === 'uuid';

/** One entry per field; an unknown field is named itself, not the object that holds it. */
function fieldErrors(issue: Issue, target: string): FieldError[] {
  const paths =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path];
  const detail = detailOf(issue);
  return paths.map((path) =>
    target === 'json'
      ? { pointer: jsonPointer(path), detail }
      : { parameter: path.map(String).join('.'), detail },
  );
}

function detailOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'This field is not known.';
  // Zod's words for it are about its own coercion.
  if ('received' in issue && issue.received === 'NaN') return 'This is not a number.';
  return sentence(issue.message);
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

/** RFC 6901. */
const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
