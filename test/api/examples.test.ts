import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/api/app.js';
import type { AppDependencies } from '../../src/api/context.js';
import { servedDocument } from '../../src/api/openapi.js';
import { EVENT_TYPES } from '../../src/events/types.js';
import { readApiDocument, type ApiDocument } from '../support/api-document.js';

interface Media {
  readonly schema: object;
  readonly examples?: Readonly<
    Record<string, { readonly value?: unknown; readonly $ref?: string }>
  >;
}
type Content = Readonly<Record<string, Media>>;
interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: unknown }>> };
}

let document: Document;
let api: ApiDocument;
let validates: (schema: object, value: unknown) => string | null;
beforeAll(() => {
  const app = createApp({
    publicUrl: 'https://onboard.example',
    meta: { app: null },
  } as AppDependencies);
  document = JSON.parse(JSON.stringify(servedDocument(app, '1'))) as Document;
  api = readApiDocument(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'api');
  validates = (schema, value) => {
    const whole = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components', '"api#/components'),
    );
    const validate = ajv.compile(whole);
    return validate(value) ? null : ajv.errorsText(validate.errors);
  };
});

/** What `faultOf` finds wrong with the examples of a content; that there is none is wrong, too. */
function faultsOf(
  content: Content,
  faultOf: (value: unknown, contentType: string, schema: object) => string | null,
): (string | null)[] {
  return Object.entries(content).flatMap(([type, { schema, examples = {} }]) => {
    const values = Object.values(examples).map(({ value, $ref }) =>
      $ref === undefined
        ? value
        : document.components.examples[$ref.split('/').at(-1) ?? '']?.value,
    );
    if (values.length === 0) return ['no example'];
    return values.map((value) => faultOf(value, type, schema));
  });
}

/** Answers are held to the document as those of the API are in all tests: nothing may be in them that it does not name. */
const answerFaults = (method: string, path: string, status: string, content: Content) =>
  faultsOf(content, (value, contentType) =>
    api.faultOf(method.toUpperCase(), path.replaceAll(/[{}]/g, ''), {
      status: statusOf(status, value),
      contentType,
      text: contentType === 'text/plain' ? String(value) : JSON.stringify(value),
    }),
  );

/** A problem says its own. */
const statusOf = (status: string, value: unknown): number =>
  status === '4XX' || status === '5XX'
    ? ((value as { status?: number }).status ?? Number(status.replace('XX', '99')))
    : Number(status);

const bodyFaults = (content: Content) =>
  faultsOf(content, (value, _, schema) => validates(schema, value));

const operationsOf = (items: Document['paths']) =>
  Object.entries(items).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );

/** Names of everything with a fault. */
const named = (name: string, faults: readonly (string | null)[]): string[] =>
  faults.flatMap((fault) => (fault === null ? [] : [`${name}: ${fault}`]));

describe('the document', () => {
  test('has an example of every body, every answer and every problem, as its schema says', () => {
    const faults = operationsOf(document.paths).flatMap(({ method, path, operation }) => [
      ...named(`${method} ${path} body`, bodyFaults(operation.requestBody?.content ?? {})),
      ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
        named(`${method} ${path} ${status}`, answerFaults(method, path, status, content)),
      ),
    ]);
    expect(faults).toEqual([]);
  });

  test('has an example of every event, as its schema says', () => {
    const pushes = operationsOf(document.webhooks);
    const faults = pushes.flatMap(({ path, operation }) =>
      named(path, bodyFaults(operation.requestBody?.content ?? {})),
    );
    expect(faults).toEqual([]);
    expect(pushes.map(({ path }) => path)).toEqual(expect.arrayContaining([...EVENT_TYPES]));
  });

  test('its examples are real: nothing in them stands for something else', () => {
    const made = operationsOf(document.paths).filter(({ operation }) =>
      /"…"/.test(JSON.stringify(operation)),
    );
    expect(made.map(({ path }) => path)).toEqual([]);
  });

  test('is OpenAPI 3.1 to somebody else, too', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const found = await lintFromString({ source: JSON.stringify(document), config });
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  test('names the headers that every route takes and answers', () => {
    const { post } = document.paths['/v1/numbers'] ?? {};
    const said = JSON.stringify(post);
    for (const name of ['Idempotency-Key', 'Account-Id', 'Actor', 'X-Request-Id'])
      expect(said).toContain(`#/components/parameters/${name}`);
    for (const name of ['RateLimit', 'RateLimit-Policy', 'Retry-After'])
      expect(said).toContain(`#/components/headers/${name}`);
    expect(said).toContain('idempotency_key_reused');
    expect(JSON.stringify(document.paths['/v1/events'])).not.toContain('Idempotency-Key');
  });
});
