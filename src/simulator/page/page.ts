import { html } from 'hono/html';
import { fates, usualFate } from '../rules/message-fate.js';
import { scenarios } from '../scenarios/index.js';
import { switches } from '../scenarios/switches.js';
import { DAY, HOUR, MINUTE } from '../state/clock.js';
import type { World } from '../state/world.js';
import { button } from './actions.js';
import { numberCard } from './number-card.js';
import { style } from './style.js';
import { timeText } from './times.js';

type Markup = ReturnType<typeof html>;

/** A fleet of thousands would make a page nobody can read. */
const MOST_CARDS = 200;

/** Nothing from anywhere else, no script at all, and in nobody's frame. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The page for people at `/`: every number, what it will do, and the decisions that are Meta's. The actions of the number
 * `openId` are unfolded. Source: simulator.md §5.
 */
export function renderPage(world: World, openId: string | undefined): Markup {
  const now = world.now();
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Graph API simulator</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <h1>Graph API simulator</h1>
          <p>
            Behaves like Meta's Graph API for WhatsApp numbers. On this page you are Meta: decide
            names, ban, end tokens, lose answers, let time pass.
          </p>
          ${clockBar(world, now)} ${numberCards(world, now, openId)}
          <details class="reference">
            <summary><h2>Recipients</h2></summary>
            <p>The last digits of the recipient decide what becomes of a message.</p>
            ${fateTable()}
          </details>
          <details class="reference">
            <summary><h2>Scenarios</h2></summary>
            <p>The field <code>scenario</code> of <code>PUT /_sim/numbers/{id}</code>.</p>
            ${scenarioTable()}
          </details>
          <details class="reference">
            <summary><h2>Switches</h2></summary>
            <p>
              What no source settles. Each is a field of <code>PUT /_sim/numbers/{id}</code>; the
              first value is the default.
            </p>
            ${switchTable()}
          </details>
        </main>
      </body>
    </html>`;
}

function clockBar(world: World, now: number): Markup {
  const advance = (label: string, milliseconds: number) =>
    button('/_page/clock', label, { advance_ms: String(milliseconds) });
  return html`<div class="clock">
    <time datetime="${new Date(now).toISOString()}">${timeText(now)}</time>
    <small>pace ${world.clock.pace}</small>
    <div class="actions">
      ${advance('+ 1 minute', MINUTE)} ${advance('+ 1 hour', HOUR)} ${advance('+ 1 day', DAY)}
      ${advance('+ 3 days', 3 * DAY)}
      <form method="get" action="/"><button>Refresh</button></form>
    </div>
  </div>`;
}

function numberCards(world: World, now: number, openId: string | undefined): Markup {
  const numbers = [...world.numbers.values()];
  if (numbers.length === 0) {
    return html`<article>
      <p>No numbers yet. Put one with <code>PUT /_sim/numbers/{id}</code>.</p>
    </article>`;
  }
  const hidden = numbers.length - MOST_CARDS;
  const cards = numbers
    .slice(0, MOST_CARDS)
    .map((number) => numberCard(world, number, { now, isOpen: number.id === openId }));
  return html`<div class="cards">${cards}</div>
    ${hidden > 0 ? html`<p>${hidden} more are not shown.</p>` : ''}`;
}

function scenarioTable(): Markup {
  const rows = scenarios.map(
    ({ name, willDo }) =>
      html`<tr>
        <th scope="row"><code>${name}</code></th>
        <td>${willDo}</td>
      </tr>`,
  );
  return html`<table>
    ${rows}
  </table>`;
}

function fateTable(): Markup {
  const rows = [...fates, usualFate].map(
    ({ digits, what }) =>
      html`<tr>
        <th scope="row"><code>${digits === '' ? 'any other' : `…${digits}`}</code></th>
        <td>${what}</td>
      </tr>`,
  );
  return html`<table>
    ${rows}
  </table>`;
}

function switchTable(): Markup {
  const rows = Object.entries(switches).map(
    ([name, { values, question }]) =>
      html`<tr>
        <th scope="row"><code>${name}</code></th>
        <td>${question} <code>${values.join(', ')}</code></td>
      </tr>`,
  );
  return html`<table>
    ${rows}
  </table>`;
}
