/** A NUL or half a surrogate pair, as JSON writes them: no column of Postgres can hold either. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/;

/** The value as JSON that Postgres can store: what it cannot hold is replaced by U+FFFD, so that one odd character loses no status. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return SUSPICIOUS.test(json) ? JSON.stringify(mended(value)) : json;
}

/** A text that any column can hold. */
export const storableText = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');

function mended(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storableText(key), mended(inner)]),
  );
}
