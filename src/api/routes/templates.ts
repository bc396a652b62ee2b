import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { askForTemplates } from '../../operations/sync-templates.js';
import {
  putBinding,
  readBinding,
  readBindings,
  removeBinding,
} from '../../operations/template-bindings.js';
import { listTemplates, templateSyncState } from '../../store/templates.js';
import { wabaViews } from '../../store/wabas.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page, pageQuery } from '../pagination.js';
import { presentBinding, presentTemplate, presentTemplateSync } from '../present/template.js';
import { body, json, problems, requires } from '../responses.js';
import {
  bindingInput,
  bindingParam,
  bindingSchema,
  templateQuery,
  templateSchema,
  templateSyncSchema,
} from '../schemas/template.js';

const tags = ['Templates'];
const wabaParams = z.object({ waba_id: z.string() });

const templatesRoute = createRoute({
  method: 'get',
  path: '/v1/wabas/{waba_id}/templates',
  tags,
  ...requires('read'),
  summary: 'Message templates as Meta listed them last',
  request: { params: wabaParams, query: templateQuery },
  responses: {
    200: json(listOf(templateSchema).extend({ sync: templateSyncSchema }), 'A page, by name.'),
    ...problems(),
  },
});

const syncRoute = createRoute({
  method: 'post',
  path: '/v1/wabas/{waba_id}/templates/sync',
  tags,
  ...requires('operate'),
  summary: 'Read the message templates at Meta again',
  request: { params: wabaParams },
  responses: { 202: json(templateSyncSchema, 'Asked for; this is the last time.'), ...problems() },
});

const bindingsRoute = createRoute({
  method: 'get',
  path: '/v1/template-bindings',
  tags,
  ...requires('read'),
  summary: 'Your template keys, and how each fits your WhatsApp accounts',
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: json(listOf(bindingSchema), 'A page, by key.'), ...problems() },
});

const bindingRoute = createRoute({
  method: 'get',
  path: '/v1/template-bindings/{key}',
  tags,
  ...requires('read'),
  summary: 'What a template key stands for',
  request: { params: bindingParam },
  responses: { 200: json(bindingSchema, 'The binding.'), ...problems() },
});

const putRoute = createRoute({
  method: 'put',
  path: '/v1/template-bindings/{key}',
  tags,
  ...requires('admin'),
  summary: 'Let a key stand for a template; it is stored whether it fits or not',
  request: { params: bindingParam, ...body(bindingInput, true) },
  responses: { 200: json(bindingSchema, 'The binding.'), ...problems() },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/template-bindings/{key}',
  tags,
  ...requires('admin'),
  summary: 'Forget a template key',
  request: { params: bindingParam },
  responses: { 200: json(bindingSchema, 'What it stood for.'), ...problems() },
});

const templatePlace = z
  .tuple([z.string(), z.string()])
  .transform(([name, language]) => ({ name, language }));
const keyPlace = z.tuple([z.string()]).transform(([key]) => key);

/** Templates at Meta, and the keys that an account gives them. */
export function registerTemplates(app: App, deps: AppDependencies): void {
  app.openapi(templatesRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { waba_id: wabaId } = c.req.valid('param');
    const { limit, after, name, language, status, category, gone } = c.req.valid('query');
    const waba = await wabaViews(deps.db, c.var.actor.readsAccountId)
      .where('wabas.waba_id', '=', wabaId)
      .executeTakeFirst();
    const owner = { accountId: waba?.account_id ?? c.var.actor.accountId, wabaId };
    const state = await templateSyncState(deps.db, owner);
    if (waba === undefined || state === undefined)
      throw new Problem('not_found', `There is no WhatsApp account ${wabaId}.`);
    const rows = await listTemplates(deps.db, owner, {
      names: name,
      languages: language,
      statuses: status,
      categories: category,
      withGone: gone === 'true',
      after: decodeCursor(after, templatePlace),
      limit: limit + 1,
    });
    return c.json(
      {
        ...page(rows, limit, presentTemplate, (row) => [row.name, row.language]),
        sync: presentTemplateSync(wabaId, state),
      },
      200,
    );
  });

  app.openapi(syncRoute, async (c) => {
    const { waba_id: wabaId } = c.req.valid('param');
    const state = await askForTemplates(c.var.actor, wabaId, deps);
    return c.json(presentTemplateSync(wabaId, state), 202);
  });

  app.openapi(bindingsRoute, async (c) => {
    const { limit, after } = c.req.valid('query');
    const place = { after: decodeCursor(after, keyPlace), limit: limit + 1 };
    const views = await readBindings(c.var.actor, place, deps);
    return c.json(
      page(views, limit, presentBinding, ({ row }) => [row.key]),
      200,
    );
  });

  app.openapi(bindingRoute, async (c) =>
    c.json(presentBinding(await readBinding(c.var.actor, c.req.valid('param').key, deps)), 200),
  );

  app.openapi(putRoute, async (c) => {
    const { key } = c.req.valid('param');
    const view = await putBinding(c.var.actor, key, c.req.valid('json'), deps);
    return c.json(presentBinding(view), 200);
  });

  app.openapi(deleteRoute, async (c) => {
    const view = await removeBinding(c.var.actor, c.req.valid('param').key, deps);
    return c.json(presentBinding(view), 200);
  });
}
