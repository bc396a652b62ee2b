import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { presentEndpoint } from '../../api/present/event-endpoint.js';
import { newEndpointSchema } from '../../api/schemas/event-endpoint.js';
import { requireScope } from '../../operations/actor.js';
import { createEndpoint } from '../../operations/event-endpoints.js';
import { Problem } from '../../operations/problem.js';
import { listEndpoints } from '../../store/event-endpoints.js';
import type { EventEndpointRow } from '../../store/tables.js';
import { actingForMeant } from '../acting-for.js';
import { AccountField } from '../components/account-field.js';
import { EndpointStatus } from '../components/endpoint-status.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { Notice } from '../components/notice.js';
import { hrefOf, Pager } from '../components/pager.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf, parseFields } from '../form.js';
import { strings } from '../strings.js';
import { secretPage } from './endpoint-secret.js';

const ROWS = 50;
const PATH = '/to-your-systems';
const place = z
  .tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()])
  .transform(([at, id]) => ({ at, id }));

type Fields = Readonly<Record<string, string>>;

/** `GET /to-your-systems`: the URLs that are told of events; `POST` there adds one. */
export function registerEndpoints(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get(PATH, (c) => listPage(c, deps, {}));

  ui.post(PATH, async (c) => {
    const fields = await fieldsOf(c);
    try {
      const wishes = parseFields(newEndpointSchema, {
        url: fields['url'] ?? '',
        types: splitTypes(fields['types'] ?? ''),
        description: fields['description'] === '' ? null : (fields['description'] ?? null),
        batch: fields['batch'] === 'on',
      });
      const { endpoint, secret } = await createEndpoint(
        actingForMeant(c, fields['account']),
        wishes,
        deps,
      );
      return secretPage(c, endpoint, secret);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return listPage(c, deps, fields, error);
    }
  });
}

const splitTypes = (text: string): string[] =>
  text
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');

async function listPage(
  c: Context<UiEnv>,
  { db, clock }: ConsoleDependencies,
  fields: Fields,
  problem?: Problem,
) {
  const { actor } = c.var;
  requireScope(actor, 'admin');
  const words = strings.toYou;
  const query = { after: c.req.query('after') };
  const rows = await listEndpoints(db, actor.readsAccountId, {
    after: decodeCursor(query.after, place),
    limit: ROWS + 1,
  });
  const shown = page(rows, ROWS, presentEndpoint, (row: EventEndpointRow) => [
    row.created_at.toISOString(),
    row.id,
  ]);
  const now = clock.now();
  const { url, status, types, since } = words.columns;
  return renderPage(
    c,
    {
      title: words.title,
      live: { topics: ['events'] },
      children: (
        <>
          <LiveRegion path={hrefOf(PATH, query)}>
            <h1>{words.title}</h1>
            <p class="muted">{words.intro}</p>
            {shown.data.length === 0 ? (
              <p class="empty muted">{words.none}</p>
            ) : (
              <Table name={words.title} columns={[url, status, types, since]}>
                {shown.data.map((endpoint) => (
                  <tr>
                    <td>
                      <a href={`${PATH}/${endpoint.id}`}>{endpoint.url}</a>
                      {endpoint.description !== null && (
                        <small class="block" dir="auto">
                          {endpoint.description}
                        </small>
                      )}
                    </td>
                    <td>
                      <EndpointStatus status={endpoint.status} />
                    </td>
                    <td class="mono">{endpoint.types.join(', ')}</td>
                    <td class="nowrap">
                      <Time at={endpoint.created_at} now={now} />
                    </td>
                  </tr>
                ))}
              </Table>
            )}
            <Pager path={PATH} query={query} next={shown.next} words={words.one} />
          </LiveRegion>
          <AddForm c={c} fields={fields} problem={problem} />
        </>
      ),
    },
    problem === undefined ? 200 : 422,
  );
}

function AddForm({
  c,
  fields,
  problem,
}: {
  c: Context<UiEnv>;
  fields: Fields;
  problem: Problem | undefined;
}) {
  const words = strings.toYou.add;
  return (
    <details class="card" open={problem !== undefined}>
      <summary>{words.title}</summary>
      {problem !== undefined && <Notice tone="bad">{problem.detail}</Notice>}
      <form class="stack" method="post" action={PATH}>
        <AccountField c={c} chosen={fields['account']} />
        <label>
          {words.url}
          <input
            name="url"
            type="url"
            required
            value={fields['url']}
            aria-invalid={problem === undefined ? undefined : 'true'}
          />
          <small>{words.urlHint}</small>
        </label>
        <label>
          {words.types}
          <input name="types" required value={fields['types'] ?? '*'} />
          <small>{words.typesHint}</small>
        </label>
        <label>
          {words.description}
          <input name="description" maxlength={500} value={fields['description']} dir="auto" />
        </label>
        <label>
          <input type="checkbox" name="batch" checked={fields['batch'] === 'on'} />
          {words.batch}
        </label>
        <div class="actions">
          <button type="submit">{words.submit}</button>
        </div>
      </form>
    </details>
  );
}
