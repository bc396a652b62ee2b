import { html } from 'hono/html';
import { style } from '../page/style.js';
import type { World } from '../state/world.js';
import type { SignupAnswer } from './outcomes.js';
import { signupOutcomes } from './outcomes.js';

type Markup = ReturnType<typeof html>;

/** A list of thousands is no choice. */
const MOST_NUMBERS = 100;

/** Nothing from anywhere else, and in nobody's frame. */
export const DIALOG_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Who opened the pop-up. */
export interface Opener {
  readonly origin: string;
  readonly coexistence: boolean;
}

/** Meta's pop-up, played: every way out of it is a button. */
export function renderDialog(world: World, { origin, coexistence }: Opener): Markup {
  const numbers = [...world.numbers.values()].slice(0, MOST_NUMBERS);
  return page(
    html`<h1>Simulated Embedded Signup</h1>
      <p>You are the customer, on Meta's side. How does it end?</p>
      <form method="post">
        <input type="hidden" name="origin" value="${origin}" />
        <label
          >Number
          <select name="number">
            <option value="">a new one</option>
            ${numbers.map(
              ({ id, node }) =>
                html`<option value="${id}">
                  ${node.display_phone_number} ${node.verified_name}
                </option>`,
            )}
          </select></label
        >
        <div class="actions">
          ${signupOutcomes
            .filter(({ onlyCoexistence }) => onlyCoexistence === undefined || coexistence)
            .map(
              ({ name, label }) => html`<button name="outcome" value="${name}">${label}</button>`,
            )}
        </div>
      </form>`,
  );
}

/** The page that says how it ended to whoever opened it. */
export const renderAnswer = (answer: SignupAnswer, origin: string): Markup =>
  page(
    html`<p>That was it; this window can be closed.</p>
      <script src="/dialog/answer.js"></script>`,
    JSON.stringify({ ...answer, origin }),
  );

const page = (content: Markup, answer = ''): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Simulated Embedded Signup</title>
        <style>
          ${style}
        </style>
      </head>
      <body data-answer="${answer}">
        ${content}
      </body>
    </html>`;
