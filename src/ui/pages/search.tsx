import type { Hono } from 'hono';
import { presentNumber } from '../../api/present/number.js';
import { listNumberViews } from '../../store/number-lists.js';
import { findMessage } from '../../store/messages.js';
import { attemptsByTrace } from '../../store/search.js';
import { renderPage } from '../components/layout.js';
import { NumberRow } from '../components/number-rows.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

const words = strings.searching;
const MOST = 50;
const LONGEST = 300;
/** Trace ids of Meta's look so; nothing shorter is worth a look at every attempt. */
const TRACE_ID = /^[\w-]{8,}$/;

/** `/search`: by number, name, id, our id of a message or Meta's, trace id, or the caller's own id. */
export function registerSearch(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/search', async (c) => {
    const { actor } = c.var;
    const text = (c.req.query('q') ?? '').trim().slice(0, LONGEST);
    if (text === '') return c.redirect('/numbers');
    const { readsAccountId: accountId } = actor;
    const [numbers, message, attempts] = await Promise.all([
      listNumberViews(deps.db, accountId, { text }, { order: 'newest', after: null, limit: MOST }),
      findMessage(deps.db, accountId, text),
      TRACE_ID.test(text) ? attemptsByTrace(deps.db, accountId, text) : [],
    ]);
    const [only] = numbers;
    if (numbers.length === 1 && only?.phone_number_id === text)
      return c.redirect(`/numbers/${text}`);
    const isNothing = numbers.length === 0 && message === undefined && attempts.length === 0;
    const now = deps.clock.now();
    return renderPage(c, {
      title: words.title,
      children: (
        <>
          <h1>{words.title}</h1>
          {isNothing && (
            <article class="empty">
              <p dir="auto">{words.none(text)}</p>
              <p class="muted">{words.hint}</p>
            </article>
          )}
          {message !== undefined && (
            <section>
              <h2>{words.messages}</h2>
              <p>
                <a href={`/messages/${message.id}`}>{message.id}</a>
              </p>
            </section>
          )}
          {attempts.length > 0 && (
            <section>
              <h2>{words.happenings}</h2>
              <ul>
                {attempts.map((attempt) => (
                  <li>
                    <a href={`/numbers/${attempt.phone_number_id}/timeline`}>
                      {attempt.phone_number_id}
                    </a>{' '}
                    {attempt.kind} <Time at={attempt.started_at} now={now} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {numbers.length > 0 && (
            <section>
              <h2>{words.numbers}</h2>
              <ul class="rows">
                {numbers.map((row) => (
                  <NumberRow number={presentNumber(row, actor, deps)} actor={actor} now={now} />
                ))}
              </ul>
            </section>
          )}
        </>
      ),
    });
  });
}
