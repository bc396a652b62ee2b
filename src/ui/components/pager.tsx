/** Leads to the next page of a list, and back to its beginning; nothing where there is one page only. */
export function Pager({
  path,
  query,
  next,
  words,
}: {
  path: string;
  query: Readonly<Record<string, string | undefined>>;
  next: string | null;
  words: { readonly older: string; readonly newest: string };
}) {
  const { after, ...filter } = query;
  if (next === null && after === undefined) return <></>;
  return (
    <p class="pager">
      {after !== undefined && <a href={hrefOf(path, filter)}>{words.newest}</a>}
      {next !== null && <a href={hrefOf(path, { ...filter, after: next })}>{words.older}</a>}
    </p>
  );
}

/** A path with those members of a query that hold something. */
export function hrefOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
