import { html } from 'hono/html';
import { scenarios } from '../scenarios/index.js';
import { DAY, HOUR } from '../state/clock.js';
import type { World } from '../state/world.js';
import { button, numberRow } from './number-row.js';
import { style } from './style.js';

/** A fleet of thousands would make a page nobody can read. */
const MOST_ROWS = 200;

/** The page for people at `/`: every number, what it will do, and the decisions that are Meta's. Source: simulator.md §5. */
export function renderPage(world: World): ReturnType<typeof html> {
  const now = world.now();
  const numbers = [...world.numbers.values()];
  const advance = (label: string, milliseconds: number) =>
    button('/_page/clock', label, { advance_ms: String(milliseconds) });
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
        <h1>Graph API simulator</h1>
        <p>
          Behaves like Meta's Graph API for WhatsApp numbers. This page plays Meta: decide names,
          end tokens, lose answers, let time pass.
        </p>
        <div class="clock">
          <strong>${new Date(now).toUTCString()}</strong>
          <span>pace ${world.clock.pace}</span>
          ${advance('+ 1 hour', HOUR)} ${advance('+ 1 day', DAY)} ${advance('+ 3 days', 3 * DAY)}
        </div>
        ${numbers.length === 0 ? emptyNote : numberTable(world, now)}
        ${numbers.length > MOST_ROWS ? html`<p>${numbers.length - MOST_ROWS} more are not shown.</p>` : ''}
        <h2>Scenarios</h2>
        <div class="frame">
          <table>
            <tbody>
              ${scenarios.map(
                ({ name, willDo }) =>
                  html`<tr>
                    <th scope="row"><code>${name}</code></th>
                    <td>${willDo}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </body>
    </html>`;
}

const emptyNote = html`<div class="frame empty">
  No numbers yet. Put one with <code>PUT /_sim/numbers/{id}</code>.
</div>`;

function numberTable(world: World, now: number): ReturnType<typeof html> {
  const shown = [...world.numbers.values()].slice(0, MOST_ROWS);
  return html`<div class="frame">
    <table>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Scenario</th>
          <th scope="col">Next</th>
          <th scope="col">State</th>
          <th scope="col">Last code</th>
          <th scope="col">PIN</th>
          <th scope="col">Register attempts</th>
          <th scope="col">Decide</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((number) => numberRow(world, number, now))}
      </tbody>
    </table>
  </div>`;
}
