import type { App } from './context.js';

type Document = ReturnType<App['getOpenAPI31Document']>;

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

/** The OpenAPI 3.1 document of the routes as they are registered. */
export const openApiDocument = (app: App, version: string): Document =>
  app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'OnboardNumber', version, description: DESCRIPTION },
    security: [{ ApiKey: [] }],
  });
