import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';

/** A JSON schema as the document holds it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A parameter of the path or the query. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One route as the document describes it. */
export interface Operation {
  readonly method: string;
  /** e.g. `/v1/numbers/{id}`. */
  readonly path: string;
  /** Absent: needs no key. */
  readonly scope: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What `/openapi.json` promises, to hold answers to it and to make requests of it. */
export interface ApiDocument {
  readonly operations: readonly Operation[];
  find(method: string, path: string): Operation | undefined;
  /** Why this answer is not as promised; null when it is. */
  faultOf(method: string, path: string, answer: AnswerLike): string | null;
  /** Values that fit a schema; `anything` mixes in what does not. */
  arbitrary(schema: Schema, options?: { readonly anything?: boolean }): fc.Arbitrary<unknown>;
}

interface AnswerLike {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

interface RawDocument {
  readonly paths: Record<string, Record<string, RawOperation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface RawOperation {
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { schema: Schema }> }>;
}

/** What the document must know of: everything but pages, callbacks of Meta's, and metrics. */
const DESCRIBED = /^\/(v1|api\/v1|healthz|readyz)(\/|$)/;

/** Holds answers to the document that `load` brings, once it is needed. The check throws where one is not as promised. */
export function holdingToDocument(
  load: () => Promise<unknown>,
): (method: string, path: string, answer: AnswerLike) => Promise<void> {
  let document: Promise<ApiDocument> | undefined;
  return async (method, path, answer) => {
    const [bare = ''] = path.split('?');
    if (!DESCRIBED.test(bare)) return;
    document ??= load().then(readApiDocument);
    const fault = (await document).faultOf(method, bare, answer);
    if (fault !== null) throw new Error(fault);
  };
}

/** Reads the document that the app under test serves. */
export function readApiDocument(raw: unknown): ApiDocument {
  const document = raw as RawDocument;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema(closed(document) as Schema, 'api');
  const validators = new Map<string, ValidateFunction>();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      scope: operation.security?.[0]?.['ApiKey']?.[0],
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json']?.schema,
      responses: operation.responses,
    })),
  );
  const find = (method: string, path: string) =>
    operations
      .filter((operation) => operation.method === method && patternOf(operation.path).test(path))
      .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length)[0];

  return {
    operations,
    find,
    arbitrary: (schema, { anything = false } = {}) => arbitraryOf(document, schema, anything),
    faultOf(method, path, { status, contentType, text }) {
      const operation = find(method, path);
      const name = `${method} ${path} → ${status}`;
      if (operation === undefined)
        return status === 401 || status === 404 ? null : `${name} is not in the document`;
      const { responses } = document.paths[operation.path]?.[method.toLowerCase()] ?? {};
      const key = [String(status), `${Math.floor(status / 100)}XX`].find(
        (candidate) => responses?.[candidate] !== undefined,
      );
      if (key === undefined) return `${name} is not in the document`;
      const media = contentType.split(';')[0]?.trim() ?? '';
      if (responses?.[key]?.content?.[media] === undefined)
        return `${name}: ${media || 'no type'} is not in the document`;
      const pointer = [
        'paths',
        operation.path,
        method.toLowerCase(),
        'responses',
        key,
        'content',
        media,
        'schema',
      ];
      const reference = `api#/${pointer.map(escapePointer).join('/')}`;
      const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
      validators.set(reference, validate);
      if (validate(media.endsWith('json') ? JSON.parse(text) : text)) return null;
      return `${name} does not fit its schema: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 2_000)}`;
    },
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{[^}]*\}/g, '[^/]+')}$`,
  );

const escapePointer = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Nothing may be answered that the document does not name: every object is closed unless it says that it is open. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in inner && 'type' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function arbitraryOf(
  document: RawDocument,
  schema: Schema,
  anything: boolean,
): fc.Arbitrary<unknown> {
  const fitting = fittingOf(document, schema, anything);
  return anything
    ? fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue() })
    : fitting;
}

function fittingOf(
  document: RawDocument,
  schema: Schema,
  anything: boolean,
): fc.Arbitrary<unknown> {
  const of = (inner: unknown) => arbitraryOf(document, inner as Schema, anything);
  const reference = schema['$ref'];
  if (typeof reference === 'string')
    return of(document.components.schemas[reference.split('/').at(-1) ?? '']);
  if ('example' in schema && !anything) return fc.constant(schema['example']);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const options = (schema['anyOf'] ?? schema['oneOf']) as unknown[] | undefined;
  if (options !== undefined) return fc.oneof(...options.map(of));
  if (Array.isArray(schema['type']))
    return fc.oneof(...schema['type'].map((type) => of({ ...schema, type })));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, of, anything);
    case 'array':
      return fc.array(of(schema['items'] ?? {}), {
        minLength: (schema['minItems'] as number | undefined) ?? 0,
        maxLength: 3,
      });
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer({
        min: (schema['minimum'] as number | undefined) ?? -2_147_483_648,
        max: (schema['maximum'] as number | undefined) ?? 2_147_483_647,
      });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue();
  }
}

/** All of the required ones; the others only where anything goes: a walk sends as little as it can. */
function objectOf(
  schema: Schema,
  of: (schema: unknown) => fc.Arbitrary<unknown>,
  anything: boolean,
): fc.Arbitrary<unknown> {
  const required = (schema['required'] ?? []) as string[];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>).filter(
    ([name]) => anything || required.includes(name),
  );
  return fc.record(Object.fromEntries(properties.map(([name, inner]) => [name, of(inner)])), {
    requiredKeys: required,
    noNullPrototype: true,
  });
}

function stringOf({
  pattern,
  format,
  minLength = 0,
  maxLength = 40,
}: Schema): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString());
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string') {
    try {
      return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length < 5_000);
    } catch {
      // A pattern that fast-check cannot turn round is left to chance.
    }
  }
  return fc.string({
    unit: 'grapheme',
    minLength: Number(minLength),
    maxLength: Math.max(Number(minLength), Math.min(Number(maxLength), 40)),
  });
}
