import { textParameter, type Parameters } from './call.js';
import { invalidParameter } from './refusal.js';

const DEFAULT_LIMIT = 25;
const LARGEST_LIMIT = 100;

/** One page of a list. Source: facts/meta.md §1.0. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly paging: {
    readonly cursors: { readonly before: string; readonly after: string };
    readonly next?: string;
    readonly previous?: string;
  };
}

/** Cuts the page that `limit`, `after` and `before` ask for; a cursor names the item at its edge. */
export function paginate<Item extends { readonly id: string }>(
  all: readonly Item[],
  { parameters, url }: { parameters: Parameters; url: string },
): Page<Item> | { readonly items: readonly []; readonly paging: undefined } {
  const limit = limitOf(parameters);
  const after = textParameter(parameters, 'after');
  const before = textParameter(parameters, 'before');

  let start = 0;
  if (after !== undefined) start = placeOf(all, after) + 1;
  else if (before !== undefined) start = Math.max(0, placeOf(all, before) - limit);
  const end = before !== undefined && after === undefined ? placeOf(all, before) : start + limit;

  const items = all.slice(start, end);
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return { items: [], paging: undefined };
  const cursors = { before: cursorOf(first.id), after: cursorOf(last.id) };
  return {
    items,
    paging: {
      cursors,
      ...(start + items.length < all.length && { next: pageUrl(url, { after: cursors.after }) }),
      ...(start > 0 && { previous: pageUrl(url, { before: cursors.before }) }),
    },
  };
}

function limitOf(parameters: Parameters): number {
  const text = textParameter(parameters, 'limit');
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw invalidParameter('Param limit must be a positive integer');
  return Math.min(limit, LARGEST_LIMIT);
}

function cursorOf(id: string): string {
  return Buffer.from(`cursor:${id}`).toString('base64url');
}

function placeOf(all: readonly { readonly id: string }[], cursor: string): number {
  const place = all.findIndex(({ id }) => cursorOf(id) === cursor);
  if (place < 0) throw invalidParameter('Param after/before must be a valid cursor');
  return place;
}

function pageUrl(url: string, cursor: Readonly<Record<string, string>>): string {
  const page = new URL(url);
  page.searchParams.delete('after');
  page.searchParams.delete('before');
  for (const [name, value] of Object.entries(cursor)) page.searchParams.set(name, value);
  return page.toString();
}
