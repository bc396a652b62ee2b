import { z } from 'zod';
import { contentHash } from './content-hash.js';
import type { OtherElement } from './element.js';
import { NestedTooDeeply } from './storable.js';

/** An element that cannot be read; says which part, never what stood there. @throws what is no trouble of an element */
export function broken(kind: string, given: unknown, error: unknown): OtherElement {
  return {
    is: 'other',
    kind,
    key: keyOf(given),
    fate: 'error',
    phoneNumberId: null,
    error: describe(error).slice(0, 200),
  };
}

function describe(error: unknown): string {
  if (error instanceof NestedTooDeeply) return 'nested too deeply';
  if (!(error instanceof z.ZodError)) throw error;
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'value' : issue.path.join('.');
  return `${where}: ${issue?.code ?? 'not as expected'}`;
}

/** What is nested too deeply to be written has no content that could be told apart. */
function keyOf(given: unknown): string {
  try {
    return contentHash(given ?? null);
  } catch {
    return contentHash('nested too deeply');
  }
}
