import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { World } from '../state/world.js';
import { bearerOf } from './authenticate.js';
import type { Parameters } from './call.js';
import type { Admission } from './dispatch.js';
import { makeTraceId, wwwAuthenticate } from './error-envelope.js';
import { logEntry } from './log-entry.js';
import { readParameters } from './read-parameters.js';
import { GraphRefusal } from './refusal.js';
import { refused, replyTo, type Reply, type SentReply } from './reply.js';
import { usageHeaders } from './usage-headers.js';

type GraphContext = Context<{ Bindings: HttpBindings }>;

const DEFAULT_VERSION = 'v24.0';

/** The Graph side: any request outside `/_sim`, `/_page` and `/` is one to Meta. Source: simulator.md §1. */
export async function answerGraph(world: World, c: GraphContext): Promise<Response> {
  const { path, method, url } = c.req;
  const now = world.now();
  const [version, segments] = splitPath(path);
  const query = c.req.query();
  const authorization = c.req.header('authorization');
  const admission: Admission = {};

  let parameters: Parameters = query;
  let bearer: string | undefined;
  let reply: Reply;
  try {
    parameters = await readParameters(c, query);
    bearer = bearerOf(authorization, parameters['access_token']);
    reply = await replyTo(world, { method, segments, parameters, bearer, url }, path, admission);
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    reply = refused(error.row, parameters);
  }

  const request = { method, path, id: segments[0], query, parameters, bearer };
  world.log.add(logEntry(world, request, reply, now));
  if (reply.kind !== 'sent') return breakConnection(c, reply.kind);
  return send(c, world, version, reply, admission);
}

/**
 * Headers worth simulating: facts/meta.md §1.0. Written to the socket without a Response object, which halves the cost of
 * a call: the simulator must not be the bottleneck of a benchmark (simulator.md §5).
 */
function send(
  c: GraphContext,
  world: World,
  version: string,
  { status, body, row }: SentReply,
  { waba, token }: Admission,
): Response {
  const trace = makeTraceId();
  const headers: Record<string, string | number> = {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    'facebook-api-version': version,
    'x-fb-request-id': trace,
    'x-fb-trace-id': trace,
    'x-fb-debug': trace,
    'x-fb-rev': '1029384756',
    'x-fb-rlafr': '0',
  };
  if (waba !== undefined && token !== undefined) {
    Object.assign(headers, usageHeaders(world, waba, token, world.now()));
  }
  if (row !== undefined) headers['www-authenticate'] = wwwAuthenticate(row);
  if (body === undefined) headers['content-type'] = 'text/html; charset=utf-8';
  const text = body === undefined ? EDGE_PAGE : JSON.stringify(body);
  headers['content-length'] = Buffer.byteLength(text);

  c.env.outgoing.writeHead(status, headers);
  c.env.outgoing.end(text);
  return RESPONSE_ALREADY_SENT;
}

/** What stands in front of the Graph API says when that fails: no envelope, no word on what was done. */
const EDGE_PAGE = '<html><body>Sorry, something went wrong.</body></html>';

function breakConnection(c: GraphContext, how: 'lost' | 'before' | 'reset'): Response {
  const { socket } = c.env.incoming;
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Any `v\d+.\d+` is served, and none too. Source: simulator.md §1. */
function splitPath(path: string): [version: string, segments: string[]] {
  const segments = path.split('/').filter(Boolean);
  const [first = ''] = segments;
  return /^v\d+(\.\d+)?$/.test(first) ? [first, segments.slice(1)] : [DEFAULT_VERSION, segments];
}
