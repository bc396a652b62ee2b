import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from './workflows/names.js';

/** The names that every namespace must know before a worker starts; an unknown one would block its workflows. */
export const SEARCH_ATTRIBUTE_NAMES: readonly string[] = Object.values(SEARCH_ATTRIBUTES);

// temporal.api.enums.v1.IndexedValueType, whose package is not ours.
const KEYWORD = 2;

// google.rpc.Code
const GRPC = { alreadyExists: 6, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 };

const WITHIN_MS = 5000;

/** What became of the registration. */
export type Registration =
  | { readonly kind: 'registered'; readonly added: readonly string[] }
  | { readonly kind: 'not_allowed'; readonly commands: readonly string[]; readonly why: string };

/** Registers what the namespace lacks; safe to repeat. @throws Error when Temporal cannot be reached, or knows a name with another type */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<Registration> {
  try {
    const added = await connection.withDeadline(Date.now() + WITHIN_MS, async () => {
      const missing = await missingSearchAttributes(connection, namespace);
      if (missing.length === 0) return missing;
      const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
      return missing;
    });
    return { kind: 'registered', added };
  } catch (error) {
    // Another `migrate` was quicker.
    if (grpcCode(error) === GRPC.alreadyExists) return { kind: 'registered', added: [] };
    if (!isNotAllowed(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'not_allowed', commands: searchAttributeCommands(namespace), why };
  }
}

/** A server that does not let us manage, or where it is done elsewhere (Temporal Cloud). */
export function isNotAllowed(error: unknown): boolean {
  const code = grpcCode(error);
  return (
    code === GRPC.permissionDenied || code === GRPC.unimplemented || code === GRPC.unauthenticated
  );
}

/** Names the namespace does not know as Keyword yet. @throws Error when Temporal cannot be reached or does not tell */
export async function missingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const mistyped = SEARCH_ATTRIBUTE_NAMES.filter((name) => {
    const type = customAttributes[name];
    return type !== undefined && type !== KEYWORD;
  });
  if (mistyped.length > 0) {
    throw new Error(
      `Temporal's namespace ${namespace} knows ${mistyped.join(', ')} with another type than Keyword: use another namespace.`,
    );
  }
  return SEARCH_ATTRIBUTE_NAMES.filter((name) => !(name in customAttributes));
}

/** What a person with the right to do it would type. */
export const searchAttributeCommands = (namespace: string): string[] =>
  SEARCH_ATTRIBUTE_NAMES.map(
    (name) =>
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword`,
  );

function grpcCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : undefined;
}
