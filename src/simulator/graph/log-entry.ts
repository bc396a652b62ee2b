import type { LoggedRequest } from '../state/request-log.js';
import type { World } from '../state/world.js';
import { isObject, type Parameters } from './call.js';
import type { Reply } from './reply.js';

/** Parameters, and keys of answers, that are shown by their last four characters only. */
const SECRETS = ['access_token', 'input_token', 'client_secret', 'fb_exchange_token'];

/** What the log keeps of a request. */
export function logEntry(
  world: World,
  request: {
    readonly method: string;
    readonly path: string;
    readonly id: string | undefined;
    readonly query: Readonly<Record<string, string>>;
    readonly parameters: Parameters;
    readonly bearer: string | undefined;
  },
  reply: Reply,
  now: number,
): LoggedRequest {
  const { method, path, id = '', bearer } = request;
  const number = world.numbers.get(id);
  return {
    at: new Date(now).toISOString(),
    method,
    path,
    query: withoutSecrets(request.query),
    number_id: number?.id,
    waba_id: number?.waba_id ?? (world.wabas.has(id) ? id : undefined),
    token: bearer === undefined ? undefined : lastFour(bearer),
    request: withoutSecrets(request.parameters),
    status: reply.kind === 'sent' ? reply.status : null,
    reply: reply.kind,
    answer:
      reply.kind !== 'sent' ? null : isObject(reply.body) ? withoutSecrets(reply.body) : reply.body,
  };
}

function withoutSecrets<Values extends Readonly<Record<string, unknown>>>(values: Values): Values {
  const present = SECRETS.filter((name) => name in values);
  if (present.length === 0) return values;
  const hidden = present.map((name) => [name, lastFour(String(values[name]))]);
  return { ...values, ...Object.fromEntries(hidden) };
}

function lastFour(secret: string): string {
  return `…${secret.slice(-4)}`;
}
