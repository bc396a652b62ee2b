import type { ProblemCode } from '../operations/problem.js';
import type { Document } from './openapi.js';
import { listProblems } from './responses.js';

interface Response {
  readonly description: string;
  readonly 'x-problem-codes'?: readonly ProblemCode[];
}
interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, Response>>;
}

const text = { type: 'string' } as const;

/** Headers that every route takes, and the one of those that change something. */
const PARAMETERS = {
  'X-Request-Id': {
    description: 'Taken over, echoed, and found again in logs, audit and timeline.',
    schema: { ...text, maxLength: 128 },
  },
  'Account-Id': {
    description: 'With a platform key: the account that it acts for; `1` where it is left out.',
    schema: text,
    example: '2',
  },
  Actor: {
    description: 'The person behind the key, kept in audit and timeline.',
    schema: text,
    example: 'Dana',
  },
  'Idempotency-Key': {
    description:
      'The same request again within 24 hours (a send: 30 days) gets the same answer, with `Idempotent-Replayed: true`.',
    schema: { ...text, minLength: 1, maxLength: 255 },
  },
} as const;

const HEADERS = {
  'X-Request-Id': { description: 'For support.', schema: text },
  RateLimit: {
    description: 'How many requests are left, and for how many seconds.',
    schema: text,
    example: '"key";r=2999;t=60',
  },
  'RateLimit-Policy': {
    description: 'How many a key may send in how many seconds.',
    schema: text,
    example: '"key";q=12000;w=60',
  },
  'Retry-After': { description: 'Seconds, where waiting helps.', schema: { type: 'integer' } },
} as const;

const OF_BODIES: readonly ProblemCode[] = [
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
];
const OF_POSTS: readonly ProblemCode[] = ['idempotency_in_progress', 'idempotency_key_reused'];

/** The document with what middleware adds to every route under `/v1`: headers, and the problems of bodies and keys. */
export function withCommonParts(document: Document): Document {
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [
      path,
      path.startsWith('/v1/')
        ? Object.fromEntries(
            Object.entries(item).map(([method, operation]) => [
              method,
              completed(operation as Operation, method),
            ]),
          )
        : item,
    ]),
  );
  const parameters = Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, parameter]) => [
      name,
      { name, in: 'header', ...parameter },
    ]),
  );
  const components = { ...document.components, parameters, headers: HEADERS };
  return { ...document, paths, components } as Document;
}

function completed(operation: Operation, method: string): Operation {
  const isPost = method === 'post';
  const names = Object.keys(PARAMETERS).filter((name) => isPost || name !== 'Idempotency-Key');
  const codes = [
    ...(operation.requestBody === undefined ? [] : OF_BODIES),
    ...(isPost ? OF_POSTS : []),
  ];
  const responses = Object.fromEntries(
    Object.entries(operation.responses).map(([status, response]) => [
      status,
      withHeaders(status === '4XX' ? withProblems(response, codes) : response, status),
    ]),
  );
  const parameters = [
    ...(operation.parameters ?? []),
    ...names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
  return { ...operation, parameters, responses };
}

function withHeaders(response: Response, status: string): Response {
  const names = Object.keys(HEADERS).filter(
    (name) => name !== 'Retry-After' || !status.startsWith('2'),
  );
  const headers = Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
  return { ...response, headers } as Response;
}

function withProblems(response: Response, more: readonly ProblemCode[]): Response {
  const codes = [...(response['x-problem-codes'] ?? []), ...more];
  return { ...response, description: listProblems(codes), 'x-problem-codes': codes };
}
