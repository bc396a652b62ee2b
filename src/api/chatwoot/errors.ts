import type { Context } from 'hono';
import type { Refusal } from '../../onboarding/observation.js';
import { Problem } from '../../operations/problem.js';
import type { AppEnv } from '../context.js';
import { problemCatalogue } from '../problem-catalogue.js';
import { toProblem } from '../problems.js';

/** The answer to whatever a handler threw, as Chatwoot words it. Source: facts/chatwoot-contract.md §1.9, "Common errors". */
export function answerChatwootError(error: unknown, c: Context<AppEnv>): Response {
  const problem = toProblem(error);
  const { code, detail, extras } = problem;
  if (code === 'internal_error' || code === 'unavailable')
    c.var.log.error({ err: error, code }, 'request failed');
  if (extras.retryAfterMs !== undefined)
    c.header('Retry-After', String(Math.max(1, Math.ceil(extras.retryAfterMs / 1_000))));

  switch (code) {
    case 'unauthenticated':
    case 'key_expired':
      return c.json({ errors: ['You need to sign in or sign up before continuing.'] }, 401);
    case 'insufficient_scope':
      return c.json({ error: 'You are not authorized to do this action' }, 401);
    case 'not_found':
      return c.json({ error: 'Resource could not be found' }, 404);
    default:
      return c.json({ error: detail }, problemCatalogue[code].status);
  }
}

/** Meta's refusal, as the health page reads it; null where nothing is to be said. */
export interface ChatwootGraphError {
  readonly type: 'authorization' | 'api';
  readonly message: string;
  readonly http_status: number;
  readonly code: number;
  readonly subcode?: number;
}

/** Code 190 asks for a new token, everything else is shown. Keys without a value are left out. Source: facts/chatwoot-contract.md §1.11, "Errors". */
export const graphErrorOf = ({ code, subcode, message }: Refusal): ChatwootGraphError => ({
  type: code === 190 ? 'authorization' : 'api',
  message,
  // Meta answers a bad token with 401 and nearly everything else with 400 (facts/meta.md §0.5).
  http_status: code === 190 ? 401 : 400,
  code,
  ...(subcode === null ? {} : { subcode }),
});

/** A webhook that could not be set up, in the sentence that Chatwoot's toast shows. Lets through what is about the request itself. */
export function webhookFailure(error: unknown): string {
  if (!(error instanceof Problem) || PASSED_ON.has(error.code)) throw error;
  return `Webhook setup failed: ${error.extras.refusal?.message ?? error.detail}`;
}

const PASSED_ON: ReadonlySet<string> = new Set(['insufficient_scope', 'not_found']);
