import { withCommonParts } from './common-parts.js';
import type { App } from './context.js';
import { withExamples } from './examples/with-examples.js';

/** An OpenAPI 3.1 document. */
export type Document = ReturnType<App['getOpenAPI31Document']>;

const DESCRIPTION = `Takes WhatsApp phone numbers from "added" to "live", keeps them live, and always says why one is not live yet.

JSON in \`snake_case\`; every id is a string; times are ISO 8601 UTC; enums are open. Every POST takes \`Idempotency-Key\`. Every request may
carry \`X-Request-Id\`, which is echoed, and \`Actor\`, the person behind the key. With a platform key, \`Account-Id\` says which account it
acts for. Errors are \`application/problem+json\`; \`type\` leads to a page about the code.`;

/** Names the security scheme once, before the document is asked for. */
export function describeSecurity(app: App): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'ApiKey', {
    type: 'http',
    scheme: 'bearer',
  });
}

/** What the routes say of themselves, as they are registered. The client is made of it. */
export const openApiDocument = (app: App, version: string): Document =>
  withFilters(describe(app, version));

const describe = (app: App, version: string): Document =>
  app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'OnboardNumber',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document is served.' }],
    security: [{ ApiKey: [] }],
  });

/** The document as it is served: also with what all routes share, and with examples of everything. */
export const servedDocument = (app: App, version: string): Document =>
  withExamples(withCommonParts(openApiDocument(app, version)));

/** Lists that are narrowed by what a caller stored, in brackets: no schema of a query can say that. */
const FILTERS: Readonly<Record<string, string>> = {
  '/v1/numbers': 'metadata',
  '/v1/messages': 'context',
};

function withFilters({ paths = {}, ...document }: Document): Document {
  const filtered = Object.entries(FILTERS).map(([path, name]) => {
    const { get, ...others } = paths[path] ?? {};
    const parameter = {
      name,
      in: 'query',
      style: 'deepObject',
      explode: true,
      description: `\`${name}[key]=value\`: those that hold it.`,
      schema: { type: 'object', additionalProperties: { type: 'string' } },
      example: name === 'context' ? { event_id: '42' } : { plan: 'pro' },
    };
    return [
      path,
      { ...others, get: { ...get, parameters: [...(get?.parameters ?? []), parameter] } },
    ];
  });
  return { ...document, paths: { ...paths, ...Object.fromEntries(filtered) } };
}
