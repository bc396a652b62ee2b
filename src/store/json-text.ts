import { sql, type RawBuilder } from 'kysely';

type Fragment = RawBuilder<unknown>;

/** An object whose leaves are SQL that gives JSON as text and never null: {@link quoted}, {@link plain}, {@link document}. */
export type JsonShape = { readonly [key: string]: Fragment | JsonShape };

/**
 * SQL that gives this object as JSON text, put together from its parts: less than half of what `jsonb_build_object` takes, where rows are
 * written by the thousand. Keys are constants of the code.
 */
export const jsonText = (shape: JsonShape): Fragment => sql.join(partsOf(shape), sql` || `);

function partsOf(shape: JsonShape): Fragment[] {
  const parts: Fragment[] = [];
  let before = '{';
  for (const [key, value] of Object.entries(shape)) {
    parts.push(sql.lit(`${before}${JSON.stringify(key)}:`));
    parts.push(...(isFragment(value) ? [value] : partsOf(value)));
    before = ',';
  }
  return [...parts, sql.lit('}')];
}

const isFragment = (value: Fragment | JsonShape): value is Fragment =>
  'toOperationNode' in value && typeof value.toOperationNode === 'function';

/** Text of any content. */
export const quoted = (text: Fragment): Fragment => sql`coalesce(to_json(${text})::text, 'null')`;

/** What needs no escaping and is never null: an id, a word of ours, an instant. */
export const plain = (text: Fragment): Fragment => sql`'"' || ${text} || '"'`;

/** JSON as it is. */
export const document = (json: Fragment): Fragment => sql`coalesce((${json})::text, 'null')`;
