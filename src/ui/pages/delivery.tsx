import { isUtf8 } from 'node:buffer';
import type { Hono } from 'hono';
import type { DeliveryElement } from '../../store/tables.js';
import type { WholeDelivery } from '../../store/webhook-deliveries.js';
import { readDelivery, replayDelivery } from '../../webhooks/replay.js';
import { CopyButton, CurlButton } from '../components/copy-button.js';
import { DeliveryState } from '../components/delivery-state.js';
import { Fact } from '../components/fact.js';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import { Notice } from '../components/notice.js';
import { Soon } from '../components/soon.js';
import { Table } from '../components/table.js';
import { Time } from '../components/time.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

/** `GET /from-meta/{id}`: one webhook, what became of it, and its body; `POST …/replay`. */
export function registerDelivery(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const words = strings.fromMeta.one;

  ui.get('/from-meta/:id', async (c) => {
    const delivery = await readDelivery(c.var.actor, c.req.param('id'), deps);
    const now = deps.clock.now();
    const here = `/from-meta/${delivery.id}`;
    return renderPage(c, {
      title: words.title(delivery.id),
      live: { topics: ['webhooks'] },
      children: (
        <>
          <p class="crumbs">
            <a href="/from-meta">{words.back}</a>
          </p>
          {c.req.query('replayed') !== undefined && <Notice tone="good">{words.replayed}</Notice>}
          <LiveRegion path={here}>
            <h1>
              {words.title(delivery.id)} <DeliveryState delivery={delivery} />{' '}
              <CurlButton path={`/v1/webhook-deliveries/${delivery.id}`} />
            </h1>
            {delivery.error !== null && <Notice tone="bad">{delivery.error}</Notice>}
            <dl class="facts">
              <Fact name={words.received}>
                <Time at={delivery.received_at} now={now} />
              </Fact>
              <Fact name={words.processed}>
                {delivery.processed_at === null ? (
                  words.waits
                ) : (
                  <Time at={delivery.processed_at} now={now} />
                )}
              </Fact>
              <Fact name={words.signed}>{words.signedBy(delivery.signed_by)}</Fact>
              <Fact name={words.route}>
                {delivery.route === 'app' ? words.appRoute : words.ownRoute(delivery.route)}
              </Fact>
            </dl>
            {c.var.actor.scopes.includes('operate') && (
              <form class="actions" method="post" action={`${here}/replay`}>
                <button type="submit" title={words.replayHint}>
                  {words.replay}
                </button>
                <span class="why-not">{words.replayHint}</span>
              </form>
            )}
            <h2>{words.elements}</h2>
            <Elements elements={delivery.elements} />
            <Body delivery={delivery} />
            {delivery.processed_at === null && <Soon path={here} />}
          </LiveRegion>
        </>
      ),
    });
  });

  ui.post('/from-meta/:id/replay', async (c) => {
    const { id } = await replayDelivery(c.var.actor, c.req.param('id'), deps);
    return c.redirect(`/from-meta/${id}?replayed`, 303);
  });
}

function Elements({ elements }: { elements: readonly DeliveryElement[] | null }) {
  const words = strings.fromMeta.one;
  if (elements === null) return <p class="muted">{words.noElements}</p>;
  const { kind, key, fate, number } = words.columns;
  return (
    <Table name={words.elements} columns={[kind, key, fate, number]}>
      {elements.map((element) => (
        <tr>
          <td class="mono">{element.kind}</td>
          <td class="mono" dir="auto">
            {element.key}
          </td>
          <td>{words.fates[element.fate] ?? element.fate}</td>
          <td class="mono">
            {element.number_id !== null && element.number_id !== undefined && (
              <a href={`/numbers/${encodeURIComponent(element.number_id)}`}>{element.number_id}</a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Body({ delivery }: { delivery: WholeDelivery }) {
  const words = strings.fromMeta.one;
  if (!delivery.is_all_own)
    return (
      <>
        <h2>{words.body}</h2>
        <p class="muted">{words.bodyHidden}</p>
      </>
    );
  const text = delivery.body.toString(isUtf8(delivery.body) ? 'utf8' : 'base64');
  return (
    <>
      <h2>{words.body}</h2>
      <p class="muted">
        {words.pretty} <CopyButton text={text} what={words.bodyWhat} />
      </p>
      <pre tabindex={0} dir="auto">
        {indented(text)}
      </pre>
    </>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
