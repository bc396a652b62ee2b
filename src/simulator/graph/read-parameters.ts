import type { Context } from 'hono';
import { isObject, parseJson, type Parameters } from './call.js';
import { invalidParameter } from './refusal.js';

/** Query and body as one, whatever the body's type: JSON, form or multipart. @throws GraphRefusal for a body that is none. */
export async function readParameters(c: Context, query: Parameters): Promise<Parameters> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return query;
  return { ...query, ...(await readBody(c)) };
}

async function readBody(c: Context): Promise<Parameters> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return await c.req.parseBody();
  const text = await c.req.text();
  if (text === '') return {};
  // Some clients send JSON without saying so.
  if (type.includes('json') || text.startsWith('{')) {
    const body = parseJson(text);
    if (!isObject(body)) throw invalidParameter('Invalid parameter');
    return body;
  }
  return Object.fromEntries(new URLSearchParams(text));
}
