import { z } from 'zod';
import type { GraphCaller } from './graph.js';
import type { ReadOutcome, Usage } from './outcome.js';
import type { Exchange, Exchanger, GraphCall } from './request.js';
import { worseUsage } from './usage.js';

/** A list that goes on longer is taken for one that never ends. */
const MOST_PAGES = 200;
const PAGE_SIZE = '100';

const pageSchema = z.looseObject({
  data: z.array(z.unknown()),
  paging: z
    .looseObject({
      cursors: z.looseObject({ after: z.string().nullish() }).nullish(),
      next: z.string().nullish(),
    })
    .nullish(),
});

/** Reads one object. A body that does not fit the schema is `unreadable`, never a throw and never a half-read value. */
export async function readOne<T>(
  exchange: Exchanger,
  caller: GraphCaller,
  call: GraphCall,
  schema: z.ZodType<T>,
): Promise<ReadOutcome<T>> {
  const result = await exchange(caller, call);
  if (result.kind !== 'answered') return notRead(result);

  const parsed = schema.safeParse(result.body);
  if (!parsed.success) return malformed(result.httpStatus, describe(parsed.error));
  return { kind: 'known', value: parsed.data, usage: result.usage };
}

/**
 * Reads all pages of a list, or nothing: a list with a hole would say that a number or a subscription is gone.
 * `paging.next` only says that there is more; of its URL nothing but the cursor is used. Source: facts/meta.md §1.0.
 */
export async function readPages<T>(
  exchange: Exchanger,
  caller: GraphCaller,
  call: GraphCall,
  itemSchema: z.ZodType<T>,
): Promise<ReadOutcome<T[]>> {
  const itemsSchema = z.array(itemSchema);
  const items: T[] = [];
  let usage: Usage = { percent: null, regainAccessMs: 0 };
  let after: string | null = null;

  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query = { limit: PAGE_SIZE, ...call.query, ...(after !== null && { after }) };
    const result = await exchange(caller, { ...call, query });
    if (result.kind !== 'answered') return notRead(result);

    const page = pageSchema.safeParse(result.body);
    if (!page.success) return malformed(result.httpStatus, describe(page.error));
    const parsed = itemsSchema.safeParse(page.data.data);
    if (!parsed.success) return malformed(result.httpStatus, `data.${describe(parsed.error)}`);

    items.push(...parsed.data);
    usage = worseUsage(usage, result.usage);
    const { next, cursors } = page.data.paging ?? {};
    if (!next) return { kind: 'known', value: items, usage };

    const cursor = afterOf(next) ?? cursors?.after ?? null;
    if (cursor === null || cursor === after) {
      return malformed(result.httpStatus, 'the list does not say how to go on');
    }
    after = cursor;
  }
  return malformed(200, `the list has more than ${MOST_PAGES} pages`);
}

function afterOf(next: string): string | null {
  return URL.canParse(next) ? new URL(next).searchParams.get('after') : null;
}

function notRead(result: Exclude<Exchange, { kind: 'answered' }>) {
  return result.kind === 'refused'
    ? result
    : ({ kind: 'unreadable', failure: result.failure } as const);
}

function malformed(httpStatus: number, message: string) {
  return { kind: 'unreadable', failure: { cause: 'malformed', httpStatus, message } } as const;
}

/** Names where the body is not as expected, never what stood there. */
function describe({ issues }: z.ZodError): string {
  return issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`).join(', ');
}
