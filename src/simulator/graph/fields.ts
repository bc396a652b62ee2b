import { GraphRefusal } from './refusal.js';

/** The fields a read asks for; a nested selection where braces follow. */
export type FieldSelection = ReadonlyMap<string, FieldSelection | undefined>;

const cache = new Map<string, FieldSelection>();
const CACHE_SIZE = 500;

/** Parses `a,b{c,d},e.limit(5)`. Source: facts/meta.md §1.0. */
export function parseFields(text: string): FieldSelection {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parser = { text, position: 0 };
  const selection = parseList(parser);
  if (parser.position < text.length) throw syntaxError(parser);
  // A client asks for the same few lists again and again; anything else must not fill the memory.
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(text, selection);
  return selection;
}

interface Parser {
  readonly text: string;
  position: number;
}

function parseList(parser: Parser): FieldSelection {
  const selection = new Map<string, FieldSelection | undefined>();
  for (;;) {
    const name = take(parser, /\s*([A-Za-z0-9_]*)\s*/y);
    // A modifier such as `.limit(5)` shapes an edge; the fields here have none to shape.
    while (take(parser, /(\.[a-z_]+\([^)]*\))/y) !== '');
    const nested = takeNested(parser);
    if (name !== '') selection.set(name, nested);
    if (parser.text[parser.position] !== ',') return selection;
    parser.position += 1;
  }
}

function takeNested(parser: Parser): FieldSelection | undefined {
  if (parser.text[parser.position] !== '{') return undefined;
  parser.position += 1;
  const nested = parseList(parser);
  if (parser.text[parser.position] !== '}') throw syntaxError(parser);
  parser.position += 1;
  take(parser, /(\s*)/y);
  return nested;
}

function take(parser: Parser, pattern: RegExp): string {
  pattern.lastIndex = parser.position;
  const found = pattern.exec(parser.text);
  if (found === null) return '';
  parser.position = pattern.lastIndex;
  return found[1] ?? '';
}

function syntaxError({ text, position }: Parser): GraphRefusal {
  return new GraphRefusal({
    status: 400,
    code: 2500,
    message: `Syntax error "Expected end of string instead of "${text[position] ?? ''}"." at character ${position}: ${text}`,
  });
}
