import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../api/pagination.js';
import { presentNumber } from '../../api/present/number.js';
import { filterOf, numberListQuery } from '../../api/schemas/number-list.js';
import { REASON_CODES } from '../../onboarding/reasons.js';
import { STAGES } from '../../onboarding/stage.js';
import { Problem } from '../../operations/problem.js';
import { listNumberViews, type ListedNumber } from '../../store/number-lists.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { NumberRow } from '../components/number-rows.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

const words = strings.numbers;
const PAGE = 50;
const WAITING = ['operator', 'customer', 'meta', 'time', 'us', 'none'] as const;

const place = z
  .tuple([z.string(), z.int(), z.int(), z.uuid()])
  .transform(([sort, rank, at, id]) => ({ sort, rank, at: new Date(at), id }));

/** `/numbers`: all of them, narrowed by the same query as `GET /v1/numbers`. */
export function registerNumberList(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/numbers', async (c) => {
    const { actor } = c.var;
    const given = Object.fromEntries(
      Object.entries(c.req.query()).filter(([, value]) => value !== ''),
    );
    const parsed = numberListQuery.safeParse(given);
    if (!parsed.success) throw new Problem('invalid_request', words.badFilter);
    const query = parsed.data;
    const ofThisOrder = place.refine(({ sort }) => sort === query.sort);
    const rows = await listNumberViews(deps.db, actor.readsAccountId, filterOf(query), {
      order: query.sort,
      after: decodeCursor(query.after, ofThisOrder),
      limit: PAGE + 1,
    });
    const shown = rows.slice(0, PAGE);
    const last = rows.length > PAGE ? shown.at(-1) : undefined;
    const path = `/numbers${new URL(c.req.url).search}`;
    return renderPage(c, {
      title: strings.nav.numbers,
      live: { topics: ['numbers'] },
      children: (
        <>
          <h1>{strings.nav.numbers}</h1>
          <Filters c={c} />
          <LiveRegion path={path}>
            {shown.length === 0 ? (
              <article class="empty">
                <p>{words.none}</p>
              </article>
            ) : (
              <ul class="rows">
                {shown.map((row) => (
                  <NumberRow
                    number={presentNumber(row, actor, deps)}
                    actor={actor}
                    now={deps.clock.now()}
                  />
                ))}
              </ul>
            )}
            <nav class="pages" aria-label={words.pages}>
              {given['after'] !== undefined && (
                <a href={pageHref(given, undefined)}>{words.first}</a>
              )}
              {last !== undefined && (
                <a href={pageHref(given, cursorOf(last, query.sort))}>{words.next}</a>
              )}
            </nav>
          </LiveRegion>
        </>
      ),
    });
  });
}

const cursorOf = (row: ListedNumber, sort: 'newest' | 'attention'): string =>
  encodeCursor([
    sort,
    row.rank,
    (sort === 'newest' ? row.created_at : row.reason_since).getTime(),
    row.id,
  ]);

function pageHref(query: Readonly<Record<string, string>>, after: string | undefined): string {
  const { after: _, ...rest } = query;
  const next = new URLSearchParams({ ...rest, ...(after !== undefined && { after }) });
  return `/numbers?${next.toString()}`;
}

/** Narrows the list; a plain form, so that its address can be kept and shared. */
function Filters({ c }: { c: Context<UiEnv> }) {
  const query = c.req.query();
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]) => {
    const current = query[name] ?? '';
    const isListed = current === '' || options.some(([value]) => value === current);
    return (
      <label>
        {label}
        <select name={name} data-submit>
          <option value="">{words.any}</option>
          {!isListed && (
            <option value={current} selected>
              {current.replaceAll(',', ', ').replaceAll('_', ' ')}
            </option>
          )}
          {options.map(([value, text]) => (
            <option value={value} selected={value === current}>
              {text}
            </option>
          ))}
        </select>
      </label>
    );
  };
  return (
    <form class="filters" action="/numbers" method="get">
      <label>
        {words.text}
        <input type="search" name="q" value={query['q'] ?? ''} maxlength={100} />
      </label>
      {select(
        'stage',
        words.stage,
        STAGES.map((stage) => [stage, strings.stages[stage]]),
      )}
      {select(
        'waiting_on',
        words.waitingOn,
        WAITING.map((on) => [on, strings.waitingOn[on]]),
      )}
      {select(
        'reason',
        words.reason,
        REASON_CODES.map((code) => [code, code.replaceAll('_', ' ')]),
      )}
      {select('sort', words.sort, [['attention', words.attention]])}
      <button type="submit" class="quiet">
        {words.apply}
      </button>
    </form>
  );
}
