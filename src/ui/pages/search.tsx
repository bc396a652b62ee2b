import type { Hono } from 'hono';
import { presentNumber } from '../../api/present/number.js';
import { listNumberViews } from '../../store/number-lists.js';
import type { Actor } from '../../operations/actor.js';
import type { Database } from '../../store/database.js';
import { findMessage } from '../../store/messages.js';
import { happeningsByTrace, messagesByTrace } from '../../store/search.js';
import { findDelivery } from '../../store/webhook-deliveries.js';
import { renderPage } from '../components/layout.js';
import { NumberRow } from '../components/number-rows.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

const words = strings.searching;
const MOST = 50;
const LONGEST = 300;
/** Trace ids of Meta's look so; nothing shorter is one. */
const TRACE_ID = /^[\w-]{8,}$/;
const DELIVERY_ID = /^\d{1,18}$/;

/** `/search`: by number, name, id, our id of a message or Meta's, trace id, a webhook's id, or the caller's own id. */
export function registerSearch(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/search', async (c) => {
    const text = (c.req.query('q') ?? '').trim().slice(0, LONGEST);
    if (text === '') return c.redirect('/numbers');
    const found = await find(deps.db, c.var.actor.readsAccountId, text);
    const only = onlyPage(found, text);
    if (only !== null) return c.redirect(only);
    return renderPage(c, {
      title: words.title,
      children: <Results found={found} text={text} actor={c.var.actor} deps={deps} />,
    });
  });
}

type Found = Awaited<ReturnType<typeof find>>;

async function find(db: Database, accountId: string | null, text: string) {
  const mayBeTrace = TRACE_ID.test(text);
  const [numbers, message, refused, happenings, delivery] = await Promise.all([
    listNumberViews(db, accountId, { text }, { order: 'newest', after: null, limit: MOST }),
    findMessage(db, accountId, text),
    mayBeTrace ? messagesByTrace(db, accountId, text) : [],
    mayBeTrace ? happeningsByTrace(db, accountId, text) : [],
    DELIVERY_ID.test(text) ? findDelivery(db, accountId, text) : undefined,
  ]);
  return {
    numbers,
    messages: message === undefined ? refused : [message, ...refused],
    happenings,
    deliveries: delivery === undefined ? [] : [delivery],
  };
}

/** Where a whole id leads by itself; null where there is something to choose. */
function onlyPage({ numbers, messages, happenings, deliveries }: Found, text: string) {
  const count = numbers.length + messages.length + happenings.length + deliveries.length;
  if (count !== 1) return null;
  const [number] = numbers;
  if (number !== undefined) return number.phone_number_id === text ? `/numbers/${text}` : null;
  const [message] = messages;
  if (message !== undefined) return `/messages/${message.id}`;
  return deliveries.length === 1 ? `/from-meta/${text}` : null;
}

function Results({
  found: { numbers, messages, happenings, deliveries },
  text,
  actor,
  deps,
}: {
  found: Found;
  text: string;
  actor: Actor;
  deps: ConsoleDependencies;
}) {
  const isNothing = [numbers, messages, happenings, deliveries].every(({ length }) => length === 0);
  const now = deps.clock.now();
  return (
    <>
      <h1>{words.title}</h1>
      {isNothing && (
        <article class="empty">
          <p dir="auto">{words.none(text)}</p>
          <p class="muted">{words.hint}</p>
        </article>
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
      <Places
        title={words.messages}
        places={messages.map(({ id, recipient, created_at: at }) => ({
          href: `/messages/${id}`,
          at,
          text: recipient,
        }))}
        now={now}
      />
      <Places
        title={words.happenings}
        places={happenings.map(({ id, phone_number_id: number, at, sentence }) => ({
          href: `/numbers/${number}/timeline#happening-${id}`,
          at,
          text: sentence,
        }))}
        now={now}
      />
      <Places
        title={words.deliveries}
        places={deliveries.map(({ id, received_at: at }) => ({
          href: `/from-meta/${id}`,
          at,
          text: id,
        }))}
        now={now}
      />
    </>
  );
}

/** Links to what was found, with when it happened; nothing where nothing was. */
const Places = ({
  title,
  places,
  now,
}: {
  title: string;
  places: readonly { readonly href: string; readonly at: Date; readonly text: string }[];
  now: number;
}) =>
  places.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ol class="happenings">
        {places.map(({ href, at, text }) => (
          <li>
            <Time at={at} now={now} />
            <a href={href} dir="auto">
              {text}
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
