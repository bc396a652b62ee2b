import type { Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { requireScope } from '../../operations/actor.js';
import { deliveriesByMinute, type DeliveryMinute } from '../../store/deliveries-by-minute.js';
import { listDeliveries, type DeliveryView } from '../../store/webhook-deliveries.js';
import { DeliveryState } from '../components/delivery-state.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { hrefOf, Pager } from '../components/pager.js';
import { Plot } from '../components/plot.js';
import { Soon } from '../components/soon.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

const ROWS = 50;
const MINUTES = 60;

const querySchema = z.object({
  number: z.string().trim().max(30).optional(),
  kind: z.string().trim().max(500).optional(),
  after: z.string().optional(),
});
const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** `GET /from-meta`: what Meta sent, live. */
export function registerFromMeta(ui: Hono<UiEnv>, { db, clock }: ConsoleDependencies): void {
  const words = strings.fromMeta;
  const path = '/from-meta';

  ui.get(path, async (c) => {
    const { actor } = c.var;
    requireScope(actor, 'read');
    const query = querySchema.parse(c.req.query());
    const now = clock.now();
    const filter = {
      numberIds: query.number ? [query.number] : undefined,
      kinds: query.kind === undefined || query.kind === '' ? undefined : query.kind.split(','),
    };
    const after = decodeCursor(query.after, place);
    const [rows, minutes] = await Promise.all([
      listDeliveries(db, actor.readsAccountId, filter, { after, limit: ROWS + 1 }),
      deliveriesByMinute(db, actor.readsAccountId, { minutes: MINUTES, at: now }),
    ]);
    const shown = page(
      rows,
      ROWS,
      (row) => row,
      ({ id }) => [id],
    );
    const here = hrefOf(path, query);

    return renderPage(c, {
      title: words.title,
      live: { topics: ['webhooks'] },
      children: (
        <LiveRegion path={here}>
          <h1>{words.title}</h1>
          <p class="muted">{words.intro}</p>
          <MinutePlot minutes={minutes} />
          <Filter path={path} query={query} />
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <Deliveries rows={shown.data} now={now} />
          )}
          <Pager path={path} query={query} next={shown.next} words={words} />
          {shown.data.some(waits) && <Soon path={here} />}
        </LiveRegion>
      ),
    });
  });
}

const waits = (row: DeliveryView): boolean => row.processed_at === null;

const MinutePlot = ({ minutes }: { minutes: readonly DeliveryMinute[] }) => (
  <Plot
    title={strings.fromMeta.plot}
    asTable={strings.fromMeta.asTable}
    isDense
    series={[{ name: strings.fromMeta.plotSeries, paint: 'plain-paint' }]}
    columns={minutes.map(({ minute, count }) => ({
      label: `${minute.toISOString().slice(11, 16)} UTC`,
      values: [count],
    }))}
  />
);

function Filter({ path, query }: { path: string; query: z.output<typeof querySchema> }) {
  const words = strings.fromMeta.filter;
  const known: readonly string[] = strings.fromMeta.kinds;
  const kinds =
    query.kind === undefined || query.kind === '' || known.includes(query.kind)
      ? known
      : [query.kind, ...known];
  return (
    <form class="filter" method="get" action={path}>
      <label>
        {words.kind}
        <select name="kind" data-submit>
          <option value="">{words.every}</option>
          {kinds.map((kind) => (
            <option value={kind} selected={kind === query.kind}>
              {kind}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.number}
        <input name="number" value={query.number} inputmode="numeric" />
      </label>
      <button class="quiet" type="submit">
        {words.apply}
      </button>
    </form>
  );
}

/** So many numbers are named in a row. */
const NAMED = 2;

function Deliveries({ rows, now }: { rows: readonly DeliveryView[]; now: number }) {
  const words = strings.fromMeta;
  const { at, what, numbers, state } = words.columns;
  return (
    <Table name={words.title} columns={[at, what, numbers, state]}>
      {rows.map((row) => (
        <tr>
          <td class="nowrap">
            <a href={`/from-meta/${row.id}`}>
              <Time at={row.received_at} now={now} />
            </a>
          </td>
          <td class="mono">{kindsOf(row)}</td>
          <td class="mono">{numbersOf(row)}</td>
          <td>
            <DeliveryState delivery={row} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function kindsOf({ elements }: DeliveryView): string {
  const counts = new Map<string, number>();
  for (const { kind } of elements ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => strings.fromMeta.many(count, kind)).join(', ');
}

function numbersOf({ elements }: DeliveryView): string {
  const ids = [...new Set((elements ?? []).flatMap((element) => element.number_id ?? []))];
  const named = ids.slice(0, NAMED).join(', ');
  return ids.length > NAMED ? `${named} ${strings.fromMeta.more(ids.length - NAMED)}` : named;
}
