import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The pages load nothing, from nowhere: the machine may be offline. */
export const DOCS_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One operation of the API, as the list of routes shows it. */
export interface DocumentedRoute {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly answers: readonly { readonly status: string; readonly description: string }[];
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
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html>`;

/** Every route of the OpenAPI document, and every problem code. */
export const docsPage = (
  groups: readonly DocumentedGroup[],
  problems: readonly DocumentedProblem[],
): Html =>
  layout(
    'OnboardNumber API',
    html`<h1>OnboardNumber API</h1>
      <p>The whole description, for tools: <a href="/openapi.json">/openapi.json</a></p>
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

const routeItem = ({ method, path, summary, answers }: DocumentedRoute): Html =>
  html`<details>
    <summary><code>${method} ${path}</code> ${summary}</summary>
    <ul>
      ${answers.map(({ status, description }) => html`<li><b>${status}</b> ${description}</li>`)}
    </ul>
  </details>`;

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
