import type { Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, page } from '../../api/pagination.js';
import { presentDeliveryReport } from '../../api/present/delivery-report.js';
import { presentMessage } from '../../api/present/message.js';
import { filterOf } from '../../api/schemas/message.js';
import { MESSAGE_STATUSES } from '../../messaging/status-rank.js';
import { surroundingsOf } from '../../operations/message-surroundings.js';
import { deliveryReport } from '../../store/delivery-report.js';
import { messagesByDay, type MessageDay } from '../../store/messages-by-day.js';
import { listMessages } from '../../store/messages.js';
import type { MessageRow } from '../../store/tables.js';
import { DeliveryPlot, DeliveryTiles } from '../components/delivery-report.js';
import { renderPage } from '../components/layout.js';
import { MessageStatus } from '../components/message-status.js';
import { NumberFrame } from '../components/number-frame.js';
import { hrefOf, Pager } from '../components/pager.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { loadNumber } from '../load-number.js';
import { strings } from '../strings.js';

const DAYS = 14;
const DAY = 86_400_000;
const ROWS = 50;

const querySchema = z.object({
  status: z.string().trim().optional(),
  recipient: z.string().trim().optional(),
  template_key: z.string().trim().optional(),
  after: z.string().optional(),
});
const place = z.tuple([z.uuid()]);

/** `GET /numbers/{id}/messages`: what the number sent, and how well it arrived. */
export function registerNumberMessages(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const { db, clock } = deps;
  const words = strings.messages;

  ui.get('/numbers/:id/messages', async (c) => {
    const { row: number, shown: shownNumber, actor } = await loadNumber(c, c.req.param('id'), deps);
    const query = querySchema.parse(c.req.query());
    const at = clock.now();
    const since = { after: new Date(at - DAYS * DAY), before: new Date(at), at };
    const filter = filterOf({
      limit: ROWS,
      number_id: [number.phone_number_id],
      status: one(query.status),
      recipient: one(query.recipient),
      template_key: one(query.template_key),
    });
    const cursor = decodeCursor(query.after, place);
    const [rows, days, report] = await Promise.all([
      listMessages(db, number.account_id, filter, { after: cursor?.[0] ?? null, limit: ROWS + 1 }),
      messagesByDay(db, number, { days: DAYS, at }),
      deliveryReport(db, number, since).then(presentDeliveryReport),
    ]);
    const around = await surroundingsOf(db, rows, at);
    const shown = page(
      rows,
      ROWS,
      (row) => presentMessage(row, at, around(row)),
      (row: MessageRow) => [row.id],
    );
    const path = `/numbers/${encodeURIComponent(number.phone_number_id)}/messages`;

    return renderPage(c, {
      title: words.title,
      live: { topics: ['messages', 'numbers'], phoneNumberId: number.phone_number_id },
      children: (
        <NumberFrame number={shownNumber} tab="/messages" path={hrefOf(path, query)}>
          <section aria-label={words.report.title}>
            <h2>{words.report.title}</h2>
            {days.every(isQuiet) ? (
              <p class="muted">{words.report.nothing}</p>
            ) : (
              <>
                <DeliveryTiles report={report} />
                <DeliveryPlot days={days} />
                <Failures report={report} />
              </>
            )}
          </section>
          <section>
            <div class="section-head">
              <h2>{words.list}</h2>
              {actor.scopes.includes('send') && (
                <a role="button" href={`${path}/new`}>
                  {words.sendTest}
                </a>
              )}
            </div>
            <Filter path={path} query={query} />
            {shown.data.length === 0 ? (
              <p class="empty muted">{words.none}</p>
            ) : (
              <MessageTable messages={shown.data} now={at} />
            )}
            <Pager path={path} query={query} next={shown.next} words={words} />
          </section>
        </NumberFrame>
      ),
    });
  });
}

const one = (value: string | undefined): string[] | undefined =>
  value === undefined || value === '' ? undefined : [value];

const isQuiet = ({ read, delivered, sent, failed, waiting }: MessageDay): boolean =>
  read + delivered + sent + failed + waiting === 0;

function Filter({ path, query }: { path: string; query: z.output<typeof querySchema> }) {
  const words = strings.messages.filter;
  return (
    <form class="filter" method="get" action={path}>
      <label>
        {words.status}
        <select name="status" data-submit>
          <option value="">{words.every}</option>
          {MESSAGE_STATUSES.map((status) => (
            <option value={status} selected={status === query.status}>
              {status}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.recipient}
        <input name="recipient" value={query.recipient} placeholder={words.recipientExample} />
      </label>
      <label>
        {words.template}
        <input name="template_key" value={query.template_key} />
      </label>
      <button class="quiet" type="submit">
        {words.apply}
      </button>
    </form>
  );
}

function MessageTable({
  messages,
  now,
}: {
  messages: readonly ReturnType<typeof presentMessage>[];
  now: number;
}) {
  const words = strings.messages;
  const { status, to, what, sent, detail } = words.columns;
  return (
    <Table name={words.list} columns={[status, to, what, sent, detail]}>
      {messages.map((message) => (
        <tr>
          <td>
            <MessageStatus status={message.status} />
          </td>
          <td>
            <a class="nowrap" href={`/messages/${message.id}`} dir="auto">
              {message.recipient}
            </a>
          </td>
          <td dir="auto">
            {message.template === null
              ? words.text
              : (message.template.key ?? message.template.name)}
          </td>
          <td class="nowrap">
            <Time at={message.created_at} now={now} />
          </td>
          <td class="detail">
            {message.diagnosis?.meaning ??
              message.error?.stopped ??
              message.late?.detail ??
              message.explanation}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Failures({ report }: { report: ReturnType<typeof presentDeliveryReport> }) {
  const words = strings.messages.report;
  if (report.by_code.length === 0) return <></>;
  return (
    <details class="failures">
      <summary>{words.failures}</summary>
      <ul>
        {report.by_code.map(({ code, count, diagnosis }) => (
          <li>
            <strong>{count}</strong> ·{' '}
            {code === null ? words.ours : <span class="nowrap">{words.code(code)}</span>}
            {diagnosis !== null && <span class="muted"> {diagnosis.meaning}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
