import { PROBLEM_CODES } from '../../operations/problem.js';
import type { Document } from '../openapi.js';
import { problemCatalogue } from '../problem-catalogue.js';
import { PROBLEM_JSON } from '../problems.js';
import { chatwootExamples } from './chatwoot.js';
import { eventExamples } from './event.js';
import { messageExamples } from './message.js';
import { numberExamples } from './number.js';
import { platformExamples } from './platform.js';
import { routeExamples } from './route.js';

/** A JSON schema as far as a value is made of it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly example?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Media {
  readonly schema?: Schema;
}
type Content = Readonly<Record<string, Media>>;
interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Content; readonly 'x-problem-codes'?: readonly string[] }>
  >;
}

/** By the names of their schemas. */
const SHOWN: Readonly<Record<string, unknown>> = {
  ...numberExamples,
  ...messageExamples,
  ...platformExamples,
  ...chatwootExamples,
  Event: eventExamples['number.live'],
};

const REFUSED_AT = '7b1f0c9e-6a55-4f4e-8a57-0d6f3f1c2b3a';

/**
 * The document with an example of every body, every answer, every problem and every event. They are real answers, so they stand apart from the
 * routes; `test/api/examples.test.ts` holds them to the schemas.
 */
export function withExamples(document: Document): Document {
  const paths = mapValues(document.paths ?? {}, (item, path) =>
    mapValues(item as Record<string, Operation>, (operation, method) =>
      described(operation, `${method.toUpperCase()} ${path}`),
    ),
  );
  const webhooks = mapValues(document.webhooks ?? {}, (item, type) =>
    mapValues(item as Record<string, Operation>, ({ requestBody, ...rest }) => ({
      ...rest,
      requestBody: {
        ...requestBody,
        content: mapValues(requestBody?.content ?? {}, (media) => ({
          ...media,
          examples: { [type]: { value: eventExamples[type] } },
        })),
      },
    })),
  );
  const problems = Object.fromEntries(
    PROBLEM_CODES.map((code) => [code, { value: problem(code) }]),
  );
  const components = { ...document.components, examples: problems };
  return { ...document, paths, webhooks, components } as Document;
}

function described({ requestBody, responses = {}, ...rest }: Operation, route: string): unknown {
  return {
    ...rest,
    ...(requestBody && {
      requestBody: {
        ...requestBody,
        content: exemplified(requestBody.content, `${route} body`),
      },
    }),
    responses: mapValues(responses, ({ content, ...response }, status) => ({
      ...response,
      ...(content && {
        content: exemplified(content, `${route} ${status}`, response['x-problem-codes']),
      }),
    })),
  };
}

const exemplified = (content: Content, place: string, codes: readonly string[] = []): unknown =>
  mapValues(content, (media, type) => ({
    ...media,
    examples:
      type === PROBLEM_JSON
        ? Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
        : { example: { value: exampleAt(media, place, type) } },
  }));

const exampleAt = ({ schema = {} }: Media, place: string, type: string): unknown =>
  routeExamples[type === 'application/json' ? place : `${place} ${type}`] ?? valueOf(schema);

/** A value of a schema: the example of a named one, the schema's own, or the smallest that says something. */
function valueOf(schema: Schema): unknown {
  if (schema.$ref !== undefined) return SHOWN[schema.$ref.split('/').at(-1) ?? ''];
  const { example = schema.const ?? schema.enum?.[0] ?? schema.default } = schema;
  if (example !== undefined) return example;
  const types = [schema.type ?? []].flat();
  if (types.includes('null')) return null;
  switch (types[0]) {
    case 'object':
      return mapValues(schema.properties ?? {}, valueOf);
    case 'array':
      return schema.items === undefined
        ? []
        : [valueOf(schema.items)].filter((one) => one !== undefined);
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    default:
      return schema.format === 'date-time' ? '2026-11-20T22:26:29.558Z' : '…';
  }
}

/** A problem as it is answered; what happened to whom is said in `detail` then. */
function problem(code: (typeof PROBLEM_CODES)[number]): unknown {
  const { status, title, meaning } = problemCatalogue[code];
  return {
    type: `/docs/errors/${code}`,
    title,
    status,
    detail: meaning,
    code,
    request_id: REFUSED_AT,
  };
}

const mapValues = <Value, Result>(
  values: Readonly<Record<string, Value>>,
  make: (value: Value, key: string) => Result,
): Record<string, Result> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, make(value, key)]));
