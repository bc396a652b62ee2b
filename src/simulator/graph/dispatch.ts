import type { AccessToken } from '../state/access-token.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { appOfToken, authenticate } from './authenticate.js';
import type { Answer, Call, Parameters } from './call.js';
import { appEdges, numberEdges, rootEdges, wabaEdges } from './edges.js';
import { refusal, unknownField, unknownObject } from './refusal.js';
import { spendCall } from './usage-headers.js';

/** A request as the dispatcher sees it: the path without its version, in segments. */
export interface GraphRequest {
  readonly method: string;
  readonly segments: readonly string[];
  readonly parameters: Parameters;
  readonly bearer: string | undefined;
  readonly url: string;
}

/** What is known of a request once it has been let in; the usage headers need it. */
export interface Admission {
  waba?: Waba;
  token?: AccessToken;
}

/**
 * Finds and runs the handler: token, object, budget, edge, in this order. Sends are no management calls: they have limits of
 * their own (facts/meta.md §1.17). @throws GraphRefusal
 */
export function dispatch(
  world: World,
  request: GraphRequest,
  now: number,
  admission: Admission,
): Answer | Promise<Answer> {
  const { method, segments, parameters, bearer, url } = request;
  const call: Call = { world, method, parameters, now, url };

  const [id = '', edge = '', ...rest] = segments;
  // Ids are digits: nearly every call is spared the joined path.
  const rootEdge = /^\d/.test(id) ? undefined : rootEdges[`${method} ${segments.join('/')}`];
  if (rootEdge !== undefined) {
    assertMayAsk(request, world, now);
    return rootEdge(call);
  }

  const app = world.apps.get(id);
  if (app !== undefined) {
    if (appOfToken(world, bearer) !== app) throw refusal('app_token_needed');
    return find(appEdges, method, edge, rest, 'Application', id)({ ...call, app });
  }

  if (appOfToken(world, bearer) !== undefined) throw unknownObject(method, id);
  const token = authenticate(world, bearer, now);
  const number = world.numbers.get(id);
  const waba = world.wabas.get(number?.waba_id ?? id);
  // Meta does not say whether the object is missing, or the asset or scope: facts/meta.md §1.1.
  const isVisible =
    waba !== undefined &&
    token.waba_ids.has(waba.id) &&
    token.scopes.includes('whatsapp_business_management');
  if (!isVisible) throw unknownObject(method, id);

  if (!(number !== undefined && edge === 'messages')) {
    admission.waba = waba;
    admission.token = token;
    spendCall(world, waba, token, now);
  }
  if (number === undefined) {
    return find(
      wabaEdges,
      method,
      edge,
      rest,
      'WhatsAppBusinessAccount',
      id,
    )({ ...call, waba, token });
  }
  return find(
    numberEdges,
    method,
    edge,
    rest,
    'WhatsAppBusinessPhoneNumber',
    id,
  )({
    ...call,
    number,
    waba,
    token,
  });
}

function find<Handler>(
  edges: Readonly<Record<string, Handler>>,
  method: string,
  edge: string,
  rest: readonly string[],
  nodeType: string,
  id: string,
): Handler {
  const handler = rest.length === 0 ? edges[`${method} ${edge}`] : undefined;
  if (handler !== undefined) return handler;
  if (method === 'GET' && edge !== '') throw unknownField(edge, nodeType);
  throw unknownObject(method, id);
}

/** `debug_token` wants an app token or the inspected token itself; the code exchange carries its own secret. */
function assertMayAsk(
  { segments, parameters, bearer }: GraphRequest,
  world: World,
  now: number,
): void {
  if (segments[0] !== 'debug_token' || appOfToken(world, bearer) !== undefined) return;
  if (bearer === undefined) throw refusal('no_token');
  if (bearer === parameters['input_token']) return;
  authenticate(world, bearer, now);
  throw refusal('app_token_needed');
}
