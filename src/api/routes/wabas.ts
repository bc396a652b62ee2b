import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { replaceToken } from '../../operations/replace-token.js';
import { announcementsOf } from '../../operations/waba-announcements.js';
import { listWabaViews, wabaViews, type WabaView } from '../../store/wabas.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page, pageQuery } from '../pagination.js';
import { presentWaba } from '../present/waba.js';
import { body, json, problems, requires } from '../responses.js';
import { tokenSchema } from '../schemas/requests.js';
import { wabaSchema } from '../schemas/waba.js';

const tags = ['WhatsApp accounts'];
const params = z.object({ waba_id: z.string() });

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const listRoute = createRoute({
  method: 'get',
  path: '/v1/wabas',
  tags,
  ...requires('read'),
  summary: 'WhatsApp Business Accounts',
  request: {
    query: z.strictObject({
      ...pageQuery,
      created_after: moment.optional(),
      created_before: moment.optional(),
    }),
  },
  responses: { 200: json(listOf(wabaSchema), 'A page.'), ...problems() },
});

const readRoute = createRoute({
  method: 'get',
  path: '/v1/wabas/{waba_id}',
  tags,
  ...requires('read'),
  summary: 'One WhatsApp Business Account',
  request: { params },
  responses: { 200: json(wabaSchema, 'The account.'), ...problems() },
});

const tokenRoute = createRoute({
  method: 'put',
  path: '/v1/wabas/{waba_id}/token',
  tags,
  ...requires('admin'),
  summary: 'Replace the access token and look at all numbers of the account again',
  request: { params, ...body(tokenSchema, true) },
  responses: { 200: json(wabaSchema, 'The account.'), ...problems() },
});

const place = z
  .tuple([z.string(), z.string().regex(/^\d{1,18}$/)])
  .transform(([wabaId, accountId]) => ({
    wabaId,
    accountId,
  }));

/** WABAs and their tokens. */
export function registerWabas(app: App, deps: AppDependencies): void {
  const shown = async (waba: WabaView): Promise<z.infer<typeof wabaSchema>> => {
    const announced = await announcementsOf(deps.db, [waba.waba_id], deps.clock.now());
    return presentWaba(waba, announced(waba.waba_id));
  };

  app.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { limit, after, ...range } = c.req.valid('query');
    const rows = await listWabaViews(deps.db, c.var.actor.readsAccountId, {
      after: decodeCursor(after, place),
      limit: limit + 1,
      createdAfter: range.created_after,
      createdBefore: range.created_before,
    });
    const announced = await announcementsOf(
      deps.db,
      rows.map((row) => row.waba_id),
      deps.clock.now(),
    );
    return c.json(
      page(
        rows,
        limit,
        (row) => presentWaba(row, announced(row.waba_id)),
        (row) => [row.waba_id, row.account_id],
      ),
      200,
    );
  });

  app.openapi(readRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { waba_id: id } = c.req.valid('param');
    const waba = await wabaViews(deps.db, c.var.actor.readsAccountId)
      .where('wabas.waba_id', '=', id)
      .executeTakeFirst();
    if (waba === undefined) throw new Problem('not_found', `There is no WhatsApp account ${id}.`);
    return c.json(await shown(waba), 200);
  });

  app.openapi(tokenRoute, async (c) => {
    const { waba_id: id } = c.req.valid('param');
    const { access_token: accessToken } = c.req.valid('json');
    return c.json(await shown(await replaceToken(c.var.actor, id, accessToken, deps)), 200);
  });
}
