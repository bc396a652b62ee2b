import type { DocumentedAnswer, DocumentedGroup, DocumentedRoute } from './docs-page.js';
import type { Document } from './openapi.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Media {
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}
type Content = Readonly<Record<string, Media>>;
interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly description?: string;
  readonly schema?: { readonly description?: string };
}
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Content;
        readonly 'x-problem-codes'?: readonly string[];
      }
    >
  >;
}

/** The routes of the document under their tags, then the events, as the page lists them. */
export function documentedGroups({ paths = {}, webhooks = {} }: Document): DocumentedGroup[] {
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) return [];
      const route = documented(`${method.toUpperCase()} ${path}`, operation);
      return [{ group: operation.tags?.[0] ?? 'Other', route }];
    }),
  );
  const groups = [...new Set(routes.map(({ group }) => group))].map((name) => ({
    name,
    routes: routes.filter(({ group }) => group === name).map(({ route }) => route),
  }));
  const events = Object.entries(webhooks).map(([type, item]) => {
    const push = (item as { readonly post: Operation }).post;
    return { ...documented(type, push), summary: '', answers: [] };
  });
  return [...groups, { name: 'Events that are pushed', routes: events }];
}

const documented = (name: string, operation: Operation): DocumentedRoute => ({
  name,
  summary: operation.summary ?? '',
  scope: operation.security?.[0]?.['ApiKey']?.[0] ?? null,
  parameters: (operation.parameters ?? [])
    // Those that all routes share are told of at the beginning.
    .filter(({ $ref }) => $ref === undefined)
    .map((parameter) => ({
      name: parameter.name ?? '',
      description: parameter.description ?? parameter.schema?.description ?? '',
    })),
  body: exampleOf(operation.requestBody?.content),
  answers: Object.entries(operation.responses).map(([status, response]): DocumentedAnswer => {
    const problems = response['x-problem-codes'] ?? [];
    return {
      status,
      description: response.description,
      example: problems.length === 0 ? exampleOf(response.content) : null,
      problems,
    };
  }),
});

/** The first example of the first medium. */
function exampleOf(content: Content | undefined): string | null {
  const [media] = Object.values(content ?? {});
  const [example] = Object.values(media?.examples ?? {});
  if (example === undefined) return null;
  const { value } = example;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
