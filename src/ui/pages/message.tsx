import type { Hono } from 'hono';
import { presentMessage } from '../../api/present/message.js';
import { presentMessageTimeline } from '../../api/present/message-timeline.js';
import { surroundingsOf } from '../../operations/message-surroundings.js';
import { exactRequest, readMessage } from '../../operations/read-message.js';
import { sendAgain } from '../../operations/send-again.js';
import { statusesOf } from '../../store/message-timeline.js';
import { CopyButton, CurlButton } from '../components/copy-button.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { MessagePath } from '../components/message-path.js';
import { MessageStatus } from '../components/message-status.js';
import { Notice } from '../components/notice.js';
import { Ticks } from '../components/ticks.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { actingFor } from '../acting-for.js';
import { refusedMessageId } from '../refused-message.js';
import { strings } from '../strings.js';

type Message = ReturnType<typeof presentMessage>;

/** `GET /messages/{id}`: one message, its path, and what helps; `POST …/send-again`. */
export function registerMessage(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const { db, clock } = deps;
  const words = strings.messages.one;

  ui.get('/messages/:id', async (c) => {
    const { actor } = c.var;
    const row = await readMessage(actor, c.req.param('id'), deps);
    const now = clock.now();
    const [around, statuses] = await Promise.all([
      surroundingsOf(db, [row], now),
      statusesOf(db, row),
    ]);
    const message = presentMessage(row, now, around(row));
    const timeline = presentMessageTimeline(row, statuses, exactRequest(row, deps));
    const request = JSON.stringify(timeline.request, null, 2);
    const path = `/numbers/${encodeURIComponent(message.number_id)}/messages`;

    return renderPage(c, {
      title: words.title(message.recipient),
      live: { topics: ['messages'], phoneNumberId: message.number_id },
      children: (
        <LiveRegion path={`/messages/${message.id}`}>
          <p class="crumbs">
            <a href={path}>{strings.messages.back}</a> · <code>{message.number_id}</code>
          </p>
          <h1>
            <bdi>{words.title(message.recipient)}</bdi> <MessageStatus status={message.status} />
          </h1>
          <p class="muted" dir="auto">
            {message.template === null
              ? strings.messages.text
              : strings.messages.ofTemplate(
                  message.template.key,
                  message.template.name,
                  message.template.language,
                )}
          </p>
          <article>
            <Ticks message={message} now={now} />
            {message.explanation !== null && <p>{message.explanation}</p>}
            {message.late !== null && <p>{message.late.detail}</p>}
            {message.next_attempt_at !== null && (
              <p>
                {words.next}: <Time at={message.next_attempt_at} now={now} />
              </p>
            )}
            {message.is_contradictory && <Notice tone="waiting">{words.contradictory}</Notice>}
          </article>
          <Why message={message} />
          {actor.scopes.includes('send') && (
            <div class="actions">
              {message.can_send_again && (
                <form method="post" action={`/messages/${message.id}/send-again`}>
                  <button type="submit" title={words.againHint}>
                    {words.again}
                  </button>
                </form>
              )}
              <a role="button" class="quiet" href={`${path}/new`}>
                {words.other}
              </a>
            </div>
          )}
          <h2>{words.path}</h2>
          <MessagePath entries={timeline.data} now={now} />
          <details>
            <summary>{words.request}</summary>
            <p class="muted">
              {words.requestHint} <CopyButton text={request} what={words.requestWhat} />
            </p>
            <pre tabindex={0} dir="auto">
              {request}
            </pre>
          </details>
          <Ids message={message} />
        </LiveRegion>
      ),
    });
  });

  ui.post('/messages/:id/send-again', async (c) => {
    const row = await readMessage(c.var.actor, c.req.param('id'), deps);
    const actor = actingFor(c.var.actor, row.account_id);
    try {
      const message = await sendAgain(actor, row.id, { force: false }, deps);
      return c.redirect(`/messages/${message.id}`, 303);
    } catch (error) {
      const id = refusedMessageId(error);
      if (id === null) throw error;
      return c.redirect(`/messages/${id}`, 303);
    }
  });
}

/** The diagnosis, and Meta's own words. */
function Why({ message: { error, diagnosis } }: { message: Message }) {
  const words = strings.messages.one;
  if (error === null)
    return diagnosis === null ? (
      <></>
    ) : (
      <div class="banner bad">
        <h2>{words.why}</h2>
        <p>{diagnosis.meaning}</p>
      </div>
    );
  const said = [error.title, error.message, error.details].filter((text) => text !== null);
  return (
    <div class="banner bad">
      <h2>{words.why}</h2>
      <p>{diagnosis?.meaning ?? error.stopped}</p>
      {diagnosis !== null && (
        <p>
          <strong>{words.toDo}:</strong> {diagnosis.fix}
        </p>
      )}
      {diagnosis !== null && diagnosis.likely_causes.length > 0 && (
        <details>
          <summary>{words.causes}</summary>
          <ul>
            {diagnosis.likely_causes.map((cause) => (
              <li>{cause}</li>
            ))}
          </ul>
        </details>
      )}
      {error.code !== null && (
        <p class="small" dir="auto">
          {words.metaWords}: {strings.messages.report.code(error.code)}
          {error.subcode !== null && ` / ${error.subcode}`}
          {said.length > 0 && ` · ${[...new Set(said)].join(' · ')}`}
          {error.fbtrace_id !== null && (
            <>
              {' · '}
              <code>{error.fbtrace_id}</code>{' '}
              <CopyButton text={error.fbtrace_id} what={words.trace} />
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Ids({ message }: { message: Message }) {
  const words = strings.messages.one;
  return (
    <section>
      <h2>{words.ids}</h2>
      <ul class="plain">
        <li>
          <code>{message.id}</code> <CopyButton text={message.id} what={words.id} />{' '}
          <CurlButton path={`/v1/messages/${message.id}`} />
        </li>
        <li>
          {message.wamid === null ? (
            <span class="muted">wamid: {words.noWamid}</span>
          ) : (
            <>
              <code>{message.wamid}</code> <CopyButton text={message.wamid} what={words.wamid} />
            </>
          )}
        </li>
        {message.again_of !== null && (
          <li>
            {words.againOf}{' '}
            <a href={`/messages/${message.again_of}`}>
              <code>{message.again_of}</code>
            </a>
          </li>
        )}
        {message.again_id !== null && (
          <li>
            {words.againId}{' '}
            <a href={`/messages/${message.again_id}`}>
              <code>{message.again_id}</code>
            </a>
          </li>
        )}
        {Object.keys(message.context).length > 0 && (
          <li>
            {words.context} <code dir="auto">{JSON.stringify(message.context)}</code>
          </li>
        )}
      </ul>
    </section>
  );
}
