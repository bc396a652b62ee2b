import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema.js';

/** How a client is made. */
export interface ClientOptions {
  /** Where the API is, for example `https://onboard.example`. */
  readonly url: string;
  readonly apiKey: string;
  /** For a platform key: the account it acts for. @default the account `1` */
  readonly accountId?: string;
  /** The person behind the key, kept in audit and timeline. */
  readonly actor?: string;
  /** @default the global fetch */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Every route of the API, typed by its OpenAPI document. An answer is `{data}` or `{error}`, the problem; it throws only for the network. */
export type OnboardNumberClient = Client<paths>;

/** What the API shows and takes, by the names of its document: `Schemas['Number']`. */
export type Schemas = components['schemas'];

/** Makes a client of the API. */
export function createClient({
  url,
  apiKey,
  accountId,
  actor,
  fetch,
}: ClientOptions): OnboardNumberClient {
  return createFetchClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(accountId !== undefined && { 'account-id': accountId }),
      ...(actor !== undefined && { actor }),
    },
    ...(fetch !== undefined && { fetch }),
  });
}
