import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The pages load nothing, from nowhere: the machine may be offline. */
export const DOCS_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One operation of the API, or one event, as the list shows it. */
export interface DocumentedRoute {
  /** e.g. `GET /v1/numbers`, or a type of event. */
  readonly name: string;
  readonly summary: string;
  /** Scope of the key; null where none is asked for. */
  readonly scope: string | null;
  readonly parameters: readonly { readonly name: string; readonly description: string }[];
  /** An example of the body, as text; null where there is none. */
  readonly body: string | null;
  readonly answers: readonly DocumentedAnswer[];
}

export interface DocumentedAnswer {
  readonly status: string;
  readonly description: string;
  /** As text; null where the description says all. */
  readonly example: string | null;
  /** Codes of problems. */
  readonly problems: readonly string[];
}

/** Everything under one heading. */
export interface DocumentedGroup {
  readonly name: string;
  readonly routes: readonly DocumentedRoute[];
}

/** A problem code, as lists show it. */
export interface DocumentedProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly href: string;
}

const layout = (title: string, content: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 60rem;
            margin: 2rem auto;
            padding: 0 1rem;
          }
          code {
            font-size: 0.95em;
          }
          summary {
            cursor: pointer;
            padding: 0.25rem 0;
          }
          dt {
            font-weight: 600;
          }
          pre {
            font-size: 0.85em;
            max-height: 24rem;
            overflow: auto;
            padding: 0.5rem;
            border: 1px solid;
          }
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html>`;

/** Every route of the OpenAPI document with its examples, every event, and every problem code. */
export const docsPage = (
  introduction: string,
  groups: readonly DocumentedGroup[],
  problems: readonly DocumentedProblem[],
): Html =>
  layout(
    'OnboardNumber API',
    html`<h1>OnboardNumber API</h1>
      <p>The whole description, for tools: <a href="/openapi.json">/openapi.json</a></p>
      ${introduction.split('\n\n').map((paragraph) => html`<p>${paragraph.replaceAll('`', '')}</p>`)}
      ${groups.map(
        ({ name, routes }) =>
          html`<h2>${name}</h2>
            ${routes.map(routeItem)}`,
      )}
      <h2>Problems</h2>
      ${problemList(problems)}`,
  );

/** Every problem code. */
export const problemsPage = (problems: readonly DocumentedProblem[]): Html =>
  layout(
    'Problems · OnboardNumber API',
    html`<h1>Problems</h1>
      ${problemList(problems)}
      <p><a href="/docs">All routes and problems</a></p>`,
  );

const problemList = (problems: readonly DocumentedProblem[]): Html =>
  html`<ul>
    ${problems.map(
      ({ code, status, title, href }) =>
        html`<li>
          <a href="${href}"><code>${code}</code></a> ${status} ${title}
        </li>`,
    )}
  </ul>`;

const routeItem = ({ name, summary, scope, parameters, body, answers }: DocumentedRoute): Html =>
  html`<details>
    <summary><code>${name}</code> ${summary}</summary>
    ${scope === null ? '' : html`<p>Scope <code>${scope}</code></p>`}
    ${
      parameters.length === 0
        ? ''
        : html`<ul>
            ${parameters.map(
              (parameter) => html`<li><code>${parameter.name}</code> ${parameter.description}</li>`,
            )}
          </ul>`
    }
    ${body === null ? '' : html`<pre>${body}</pre>`} ${answers.map(answerItem)}
  </details>`;

const answerItem = ({ status, description, example, problems }: DocumentedAnswer): Html =>
  html`<p>
      <b>${status}</b>
      ${
        problems.length === 0
          ? description
          : problems.map((code) => html`<a href="/docs/errors/${code}"><code>${code}</code></a> `)
      }
    </p>
    ${example === null ? '' : html`<pre>${example}</pre>`}`;

/** What one problem code means. */
export const problemPage = (page: {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly whose_move: string;
  readonly todo: string;
}): Html =>
  layout(
    `${page.title} · OnboardNumber API`,
    html`<h1>${page.title}</h1>
      <p><code>${page.code}</code>, HTTP ${page.status}</p>
      <dl>
        <dt>What happened</dt>
        <dd>${page.meaning}</dd>
        <dt>Whose move it is</dt>
        <dd>${page.whose_move}</dd>
        <dt>What to do</dt>
        <dd>${page.todo}</dd>
      </dl>
      <p><a href="/docs">All routes and problems</a></p>`,
  );
