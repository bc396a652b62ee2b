import type { Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { readAudit } from '../../operations/audit.js';
import type { AuditRow } from '../../store/audit.js';
import { renderPage } from '../components/layout.js';
import { hrefOf, Pager } from '../components/pager.js';
import { SettingsHead } from '../components/settings-head.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

const ROWS = 100;
const PATH = '/settings/audit';
const querySchema = z.object({
  action: z.string().trim().max(1_000).optional(),
  actor: z.string().trim().max(200).optional(),
  subject: z.string().trim().max(200).optional(),
  after: z.string().optional(),
});
const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** `GET /settings/audit`: who changed what. */
export function registerSettingsAudit(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const words = strings.settings.audit;
  ui.get(PATH, async (c) => {
    const { actor } = c.var;
    const query = querySchema.parse(c.req.query());
    const filter = {
      actions: given(query.action)?.split(','),
      actors: only(given(query.actor)),
      subjects: only(given(query.subject)),
    };
    const at = { after: decodeCursor(query.after, place), limit: ROWS + 1 };
    const shown = page(
      await readAudit(actor, filter, at, deps),
      ROWS,
      (row: AuditRow) => row,
      ({ id }) => [id],
    );
    const now = deps.clock.now();
    const { at: when, who, action, subject, details } = words.columns;
    return renderPage(c, {
      title: words.title,
      children: (
        <>
          <SettingsHead actor={actor} tab="audit" />
          <p class="muted">{words.intro}</p>
          <Filter query={query} />
          {shown.data.length === 0 ? (
            <p class="empty muted">{words.none}</p>
          ) : (
            <Table name={words.title} columns={[when, who, action, subject, details]}>
              {shown.data.map((row) => (
                <tr>
                  <td class="nowrap">
                    <Time at={row.at} now={now} />
                  </td>
                  <td dir="auto">{row.actor}</td>
                  <td class="mono nowrap">
                    <a href={hrefOf(PATH, { action: row.action })}>{row.action}</a>
                  </td>
                  <td class="mono">
                    <a href={hrefOf(PATH, { subject: row.subject })}>{row.subject}</a>
                  </td>
                  <td class="mono detail" dir="auto">
                    {Object.keys(row.details).length === 0 ? '' : JSON.stringify(row.details)}
                  </td>
                </tr>
              ))}
            </Table>
          )}
          <Pager path={PATH} query={query} next={shown.next} words={strings.settings} />
        </>
      ),
    });
  });
}

const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function Filter({ query }: { query: z.output<typeof querySchema> }) {
  const { filter, actionExample, subjectExample } = strings.settings.audit;
  return (
    <form class="filter" method="get" action={PATH}>
      <label>
        {filter.action}
        <input name="action" value={query.action} placeholder={actionExample} />
      </label>
      <label>
        {filter.actor}
        <input name="actor" value={query.actor} />
      </label>
      <label>
        {filter.subject}
        <input name="subject" value={query.subject} placeholder={subjectExample} />
      </label>
      <button class="quiet" type="submit">
        {filter.apply}
      </button>
    </form>
  );
}

const only = (value: string | undefined): string[] | undefined =>
  value === undefined ? undefined : [value];
