import type { Hook } from '@hono/zod-openapi';
import type { z } from 'zod';
import { Problem, type FieldError } from '../operations/problem.js';
import type { AppEnv } from './context.js';

/** Turns what Zod found into one 422 that names every field. For OpenAPIHono's `defaultHook`. @throws Problem `invalid_request` */
export const refuseInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue as Issue, result.target));
  throw new Problem(
    'invalid_request',
    `The request is not valid: ${errors.map((error) => `${error.pointer ?? error.parameter ?? ''}: ${error.detail}`).join(' ')}`,
    { errors },
  );
};

type Issue = z.core.$ZodIssue;

/** One entry per field; an unknown field is named itself, not the object that holds it. */
function fieldErrors(issue: Issue, target: string): FieldError[] {
  const paths =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path];
  const detail =
    issue.code === 'unrecognized_keys' ? 'This field is not known.' : sentence(issue.message);
  return paths.map((path) =>
    target === 'json'
      ? { pointer: jsonPointer(path), detail }
      : { parameter: path.map(String).join('.'), detail },
  );
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

/** RFC 6901. */
const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
