import { createHash } from 'node:crypto';

/** The natural key of what Meta gives no id: a hash of its content. Key order does not count, because Meta's varies. Source: facts/meta.md §4.2, §4.3. */
export const contentHash = (content: unknown): string =>
  createHash('sha256').update(canonical(content)).digest('base64url');

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : inner,
  );
}
