import type { z } from 'zod';
import { contentHash } from './content-hash.js';
import type { OtherElement } from './element.js';

/** An element that cannot be read; says which part, never what stood there. */
export function broken(kind: string, given: unknown, error: z.ZodError): OtherElement {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'value' : issue.path.join('.');
  return {
    is: 'other',
    kind,
    key: contentHash(given ?? null),
    fate: 'error',
    phoneNumberId: null,
    error: `${where}: ${issue?.code ?? 'not as expected'}`.slice(0, 200),
  };
}
