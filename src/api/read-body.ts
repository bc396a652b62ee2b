import type { MiddlewareHandler } from 'hono';
import { Problem } from '../operations/problem.js';
import type { AppEnv } from './context.js';

/** 1 MiB. */
const LARGEST = 1_048_576;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Reads the body of a writing request, at most 1 MiB of it, and hands on JSON: no body is the same as `{}`.
 * @throws Problem `body_too_large`, `unsupported_media_type`, `malformed_json`
 */
export const readBody = (): MiddlewareHandler<AppEnv> =>
  async function readBody(c, next) {
    const { method } = c.req;
    if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH') return next();

    const type = c.req.header('content-type');
    const text = await readText(c.req.raw);
    if (text !== '') {
      if (type === undefined || !JSON_TYPE.test(type)) {
        throw new Problem(
          'unsupported_media_type',
          'Send JSON with "Content-Type: application/json".',
        );
      }
      assertJson(text);
      // What was read is not made into a stream once more: whoever reads on gets this.
      Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
      if (type === 'application/json') return next();
    }
    const headers = new Headers(c.req.raw.headers);
    headers.set('content-type', 'application/json');
    headers.delete('content-length');
    c.req.raw = new Request(c.req.url, { method, headers, body: text === '' ? '{}' : text });
    return next();
  };

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) throw tooLarge();
  if (request.body === null) return '';
  // Said to be small enough, and HTTP lets no more through; without a length it is counted on the way.
  const bytes = request.headers.has('content-length')
    ? await request.arrayBuffer()
    : await readCounting(request.body);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch (cause) {
    throw new Problem('malformed_json', 'The body is not UTF-8.', { cause });
  }
}

async function readCounting(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > LARGEST) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new Problem('malformed_json', 'The body is not well-formed JSON.', { cause });
  }
}

const tooLarge = (): Problem => new Problem('body_too_large', 'Bodies may have at most 1 MiB.');
