/** A NUL or half a surrogate pair, as JSON writes them: no column of Postgres can hold either. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/;

/** Meta nests a dozen levels. Postgres reads some 6,000, and JavaScript writes not many more: neither is to be tried. */
const DEEPEST = 500;

/** A value that is nested more deeply than anything that Meta sends: it cannot be kept as JSON. */
export class NestedTooDeeply extends Error {
  override readonly name = 'NestedTooDeeply';
}

/**
 * The value as JSON that Postgres can store: what it cannot hold is replaced by U+FFFD, so that one odd character loses no status.
 * @throws NestedTooDeeply
 */
export function storableJson(value: unknown): string {
  const json = written(value);
  // Each level costs two characters: what is short needs no look.
  if (json.length > 2 * DEEPEST && isTooDeep(value)) throw new NestedTooDeeply();
  return SUSPICIOUS.test(json) ? JSON.stringify(mended(value)) : json;
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JavaScript itself died of it.
    throw new NestedTooDeeply(undefined, { cause: error });
  }
}

/** A text that any column can hold. */
export const storableText = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');

/** Level by level: whoever recurses into such a value dies of it. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? Object.values(inner) : [],
    );
  }
  return false;
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storableText(key), mended(inner)]),
  );
}
