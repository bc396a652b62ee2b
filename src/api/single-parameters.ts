import type { MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import type { AppEnv } from './context.js';

/** Refuses a query that names a parameter twice: each has one value, lists are written with commas. @throws Problem `invalid_request` */
export const singleParameters = (): MiddlewareHandler<AppEnv> =>
  async function singleParameters(c, next) {
    if (!c.req.url.includes('?')) return next();
    const names = [...new URL(c.req.url).searchParams.keys()];
    const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    if (repeated.size > 0) {
      const errors = [...repeated].map((parameter) => ({
        parameter,
        detail: 'Give this parameter only once.',
      }));
      throw new Problem(
        'invalid_request',
        `The request is not valid: ${[...repeated].join(', ')} is there more than once.`,
        { errors },
      );
    }
    await next();
  };
