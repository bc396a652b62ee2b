import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { isProblemCode, Problem, PROBLEM_CODES } from '../../operations/problem.js';
import type { App, AppDependencies } from '../context.js';
import {
  DOCS_POLICY,
  docsPage,
  problemPage,
  problemsPage,
  type DocumentedProblem,
} from '../docs-page.js';
import { describeSecurity, servedDocument } from '../openapi.js';
import { documentedGroups } from '../documented-groups.js';
import { problemCatalogue } from '../problem-catalogue.js';

/** The API's description, for programs and for people. Register it last: it shows what is registered. */
export function registerDocs(app: App, { version }: Pick<AppDependencies, 'version'>): void {
  describeSecurity(app);
  app.get('/openapi.json', (c) => c.json(servedDocument(app, version)));

  app.get('/docs', (c) => {
    c.header('Content-Security-Policy', DOCS_POLICY);
    const document = servedDocument(app, version);
    const introduction = document.info.description ?? '';
    return c.html(docsPage(introduction, documentedGroups(document), problemTitles()));
  });

  app.get('/docs/errors', (c) => {
    if (!wantsHtml(c)) return c.json({ data: problemTitles() });
    c.header('Content-Security-Policy', DOCS_POLICY);
    return c.html(problemsPage(problemTitles()));
  });

  app.get('/docs/errors/:code', (c) => {
    const code = c.req.param('code');
    if (!isProblemCode(code)) throw new Problem('not_found', 'There is no problem with this code.');
    const { status, title, meaning, whoseMove, todo } = problemCatalogue[code];
    const page = { code, status, title, meaning, whose_move: whoseMove, todo };
    if (!wantsHtml(c)) return c.json(page);
    c.header('Content-Security-Policy', DOCS_POLICY);
    return c.html(problemPage(page));
  });
}

const problemTitles = (): DocumentedProblem[] =>
  PROBLEM_CODES.map((code) => {
    const { status, title } = problemCatalogue[code];
    return { code, status, title, href: `/docs/errors/${code}` };
  });

/** Programs are the rule. */
const wantsHtml = (c: Context): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html';
