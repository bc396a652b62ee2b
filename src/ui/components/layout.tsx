import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ProblemStatus } from '../../api/problem-catalogue.js';
import { assetUrl } from '../assets.js';
import type { UiEnv } from '../context.js';
import type { Topic } from '../live/hub.js';
import { LIVE_PATH } from '../live/stream.js';
import { isCurrent, navigation, pathOfEverybody } from '../navigation.js';
import { strings } from '../strings.js';

/** What every page says of itself. */
export interface PageProps {
  readonly title: string;
  /** What its live region hears of; left out where nothing on it changes by itself. */
  readonly live?: { readonly topics: readonly Topic[]; readonly phoneNumberId?: string };
  readonly children?: Child;
}

const HTMX_CONFIG = JSON.stringify({
  // The style sheet does this; the policy allows no style of a script's.
  includeIndicatorCSS: false,
  // Pages are loaded by the browser itself.
  history: false,
  extensions: 'sse',
  // Whoever waits for the server sees it soon after it is back; the default grows to a minute.
  sse: { reconnectMaxDelay: 5_000 },
});

function Document({ title, children }: { title: string; children?: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>{`${title} · ${strings.product}`}</title>
        <link rel="icon" href={assetUrl('favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetUrl('pico.css')} />
        <link rel="stylesheet" href={assetUrl('console.css')} />
        <link rel="stylesheet" href={assetUrl('operations.css')} />
        <script src={assetUrl('htmx.js')} defer />
        <script src={assetUrl('hx-sse.js')} defer />
        <script type="module" src={assetUrl('console.js')} />
      </head>
      <body>
        <a class="skip" href="#main">
          {strings.skip}
        </a>
        {children}
      </body>
    </html>
  );
}

const Brand = () => (
  <a class="brand" href="/">
    <img src={assetUrl('favicon.svg')} alt="" width="24" height="24" />
    {strings.product}
  </a>
);

function Header({ c }: { c: Context<UiEnv> }) {
  const { actor, accounts, simulatorUrl } = c.var;
  return (
    <header class="top">
      <div class="bar">
        <Brand />
        <form class="search" role="search" action="/search" method="get">
          <input
            type="search"
            name="q"
            aria-label={strings.search.label}
            placeholder={strings.search.placeholder}
            value={c.req.path === '/search' ? (c.req.query('q') ?? '') : ''}
          />
        </form>
        <div class="who">
          {accounts.length > 0 && (
            <form class="accounts" action="/account" method="post">
              <input type="hidden" name="next" value={pathOfEverybody(c.req.path)} />
              <select name="account" aria-label={strings.account.label} data-submit>
                <option value="" selected={actor.readsAccountId === null}>
                  {strings.account.all}
                </option>
                {accounts.map(({ id, name }) => (
                  <option value={id} selected={actor.readsAccountId === id} dir="auto">
                    {strings.account.option(id, name)}
                  </option>
                ))}
              </select>
              <noscript>
                <button type="submit">{strings.account.change}</button>
              </noscript>
            </form>
          )}
          <form action="/sign-out" method="post">
            <button class="quiet" type="submit" title={strings.signIn.as(actor.name)}>
              {strings.signIn.out}
            </button>
          </form>
        </div>
      </div>
      <nav aria-label={strings.nav.label}>
        <ul>
          {navigation
            .filter((entry) => entry.isFor(actor))
            .map((entry) => (
              <li>
                <a
                  href={entry.href}
                  aria-current={isCurrent(entry, c.req.path) ? 'page' : undefined}
                >
                  {entry.label}
                </a>
              </li>
            ))}
          {simulatorUrl !== null && (
            <li class="played">
              <a
                href={simulatorUrl}
                target="_blank"
                rel="noreferrer"
                title={strings.nav.playedHint}
              >
                {strings.nav.played}
              </a>
            </li>
          )}
        </ul>
      </nav>
    </header>
  );
}

/** The stream that tells the page to read itself again, and the strip that says when it is silent. */
function Stream({ topics, phoneNumberId }: NonNullable<PageProps['live']>) {
  const query = new URLSearchParams({
    topics: topics.join(','),
    ...(phoneNumberId !== undefined && { number: phoneNumberId }),
  });
  return (
    <>
      <div id="stream" hx-sse:connect={`${LIVE_PATH}?${query.toString()}`} hx-swap="none" hidden />
      <p id="paused" role="status" hidden>
        {strings.livePaused}
      </p>
    </>
  );
}

/** A page behind the sign-in. */
export function renderPage(
  c: Context<UiEnv>,
  { title, live, children }: PageProps,
  status: 200 | ProblemStatus = 200,
) {
  const page = (
    <Document title={title}>
      <Header c={c} />
      <main id="main" tabindex={-1}>
        {children}
      </main>
      {live !== undefined && <Stream {...live} />}
    </Document>
  );
  return c.html(html`<!doctype html>${page}`, status);
}

/** A page for whoever is not signed in: nothing but its content. */
export function renderBarePage(
  c: Context<UiEnv>,
  { title, children }: PageProps,
  status: 200 | ProblemStatus = 200,
) {
  const page = (
    <Document title={title}>
      <main id="main" class="bare">
        <Brand />
        {children}
      </main>
    </Document>
  );
  return c.html(html`<!doctype html>${page}`, status);
}
