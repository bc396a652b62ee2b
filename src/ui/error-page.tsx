import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { problemCatalogue } from '../api/problem-catalogue.js';
import { toProblem } from '../api/problems.js';
import { renderBarePage, renderPage } from './components/layout.js';
import type { UiEnv } from './context.js';
import { strings } from './strings.js';

/** What a page shows when it cannot be shown: the problem's own words, and the id under which the log has more. */
export function answerErrorPage(error: unknown, c: Context<UiEnv>): Response | Promise<Response> {
  const isForged = error instanceof HTTPException && error.status === 403;
  const problem = toProblem(error);
  const { status } = isForged ? { status: 403 as const } : problemCatalogue[problem.code];
  if (status === 500 || status === 503)
    c.var.log.error({ err: error, code: problem.code }, 'page failed');
  const children = (
    <article class="empty">
      <h1>{strings.error.title}</h1>
      <p>{isForged ? strings.error.forged : problem.detail}</p>
      <p>
        <a href="/">{strings.error.back}</a>
      </p>
      <p class="muted">
        {strings.error.requestId} <code>{c.var.requestId}</code>
      </p>
    </article>
  );
  const props = { title: strings.error.title, children };
  const hasSession = (c.var as Partial<UiEnv['Variables']>).actor !== undefined;
  return hasSession ? renderPage(c, props, status) : renderBarePage(c, props, status);
}
