import { HTTPException } from 'hono/http-exception';
import type { Context } from 'hono';
import { diagnose } from '../messaging/diagnose.js';
import { Problem, type ProblemExtras } from '../operations/problem.js';
import { isDatabaseUnavailable } from '../store/unavailable.js';
import { isUnstorable } from '../store/unstorable.js';
import type { AppEnv } from './context.js';
import { presentDiagnosis, presentExplanation } from '../messaging/present-diagnosis.js';
import { problemCatalogue } from './problem-catalogue.js';

export const PROBLEM_JSON = 'application/problem+json';

/** How long to stay away when Postgres is down and nobody can say for how long, ms. */
const UNAVAILABLE_FOR = 5_000;

/** The answer to whatever a handler threw. What we do not know gets a constant text; the error itself goes to the log. */
export function answerError(error: unknown, c: Context<AppEnv>): Response {
  const problem = toProblem(error);
  if (problem.code === 'internal_error' || problem.code === 'unavailable')
    c.var.log.error({ err: error, code: problem.code }, 'request failed');
  return answerProblem(problem, c);
}

/** What was thrown, as a problem; what we do not know becomes `internal_error` with a constant text. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseUnavailable(error)) {
    return new Problem(
      'unavailable',
      'The database cannot be used at the moment. Repeat the request: with an Idempotency-Key it happens once.',
      {
        retryAfterMs: UNAVAILABLE_FOR,
      },
    );
  }
  if (isUnstorable(error))
    return new Problem('invalid_request', 'The request holds characters that cannot be stored.');
  if (error instanceof HTTPException && error.status === 400)
    return new Problem('malformed_json', 'The body is not well-formed JSON.');
  if (error instanceof HTTPException && error.status === 415)
    return new Problem(
      'unsupported_media_type',
      'Send JSON with "Content-Type: application/json".',
    );
  return new Problem(
    'internal_error',
    'Something went wrong on our side; it is logged under this request id.',
  );
}

/** `application/problem+json` (RFC 9457) with the members of design/api.md, "Errors". */
export function answerProblem(problem: Problem, c: Context<AppEnv>): Response {
  const { code, detail, extras } = problem;
  const { status, title } = problemCatalogue[code];
  const body = {
    type: `/docs/errors/${code}`,
    title,
    status,
    detail,
    code,
    request_id: c.var.requestId,
    ...(extras.errors === undefined ? {} : { errors: extras.errors }),
    ...(extras.refusal === undefined
      ? {}
      : { graph: graphOf(extras.refusal), diagnosis: presentDiagnosis(diagnose(extras.refusal)) }),
    ...(extras.onboarding === undefined
      ? {}
      : { onboarding: presentExplanation(extras.onboarding) }),
    ...extras.members,
  };
  c.header('Content-Type', PROBLEM_JSON);
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  if (extras.retryAfterMs !== undefined)
    c.header('Retry-After', String(Math.max(1, Math.ceil(extras.retryAfterMs / 1_000))));
  return c.body(JSON.stringify(body), status);
}

const graphOf = ({
  code,
  subcode,
  title,
  message,
  fbtraceId,
}: NonNullable<ProblemExtras['refusal']>) => ({
  code,
  subcode,
  title,
  message,
  fbtrace_id: fbtraceId,
});
