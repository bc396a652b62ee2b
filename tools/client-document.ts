import { createHash } from 'node:crypto';
import { createApp } from '../src/api/app.js';
import type { AppDependencies } from '../src/api/context.js';
import { openApiDocument } from '../src/api/openapi.js';

/** The document that the client is made of; the version of the package is no part of it. */
export function clientDocument(): string {
  // Routes are described without anything behind them.
  const app = createApp({
    publicUrl: 'https://onboard.example',
    meta: { app: null },
  } as AppDependencies);
  return JSON.stringify(openApiDocument(app, 'v1'));
}

/** The line by which the generated types say what they were made of. */
export const fingerprint = (document: string): string =>
  `// Made by "npm run client" of the OpenAPI document ${createHash('sha256').update(document).digest('hex')}`;
