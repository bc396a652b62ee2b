import { createRoute, z } from '@hono/zod-openapi';
import {
  createApiKey,
  listApiKeys,
  readApiKey,
  revokeApiKey,
  type ShownApiKey,
} from '../../operations/api-keys.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { iso } from '../present/instant.js';
import { body, json, problems, requires } from '../responses.js';
import {
  apiKeyListQuery,
  apiKeySchema,
  createdApiKeySchema,
  newApiKeySchema,
} from '../schemas/platform.js';

const route = { tags: ['API keys'], ...requires('admin') };
const path = '/v1/api-keys';
const onePath = `${path}/{id}` as const;
const params = z.object({ id: z.string() });

const createKeyRoute = createRoute({
  ...route,
  method: 'post',
  path,
  summary: 'Make a key; its secret is in this answer and nowhere else',
  request: body(newApiKeySchema, true),
  responses: {
    201: json(createdApiKeySchema, 'The key with its secret.'),
    ...problems('account_closing'),
  },
});

const listRoute = createRoute({
  ...route,
  method: 'get',
  path,
  summary: 'Keys, newest first, ended ones too',
  request: { query: apiKeyListQuery },
  responses: { 200: json(listOf(apiKeySchema), 'A page.'), ...problems() },
});

const readRoute = createRoute({
  ...route,
  method: 'get',
  path: onePath,
  summary: 'One key',
  request: { params },
  responses: { 200: json(apiKeySchema, 'The key.'), ...problems() },
});

const revokeRoute = createRoute({
  ...route,
  method: 'delete',
  path: onePath,
  summary: 'End a key at once',
  request: { params },
  responses: { 200: json(apiKeySchema, 'The key, which no longer works.'), ...problems() },
});

/** Keys of accounts and of the platform. */
export function registerApiKeys(app: App, deps: AppDependencies): void {
  app.openapi(createKeyRoute, async (c) => {
    const { actor } = c.var;
    const { account_id: accountId, name, scopes, expires_at: expiresAt } = c.req.valid('json');
    const { key, secret } = await createApiKey(
      actor,
      {
        accountId: accountId === undefined ? actor.accountId : accountId,
        name,
        scopes,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      },
      deps,
    );
    c.header('Location', `${path}/${key.id}`);
    return c.json({ ...present(key), secret }, 201);
  });

  app.openapi(listRoute, async (c) => {
    const { limit, after, prefix } = c.req.valid('query');
    const rows = await listApiKeys(c.var.actor, deps, {
      prefix,
      after: decodeCursor(after, place),
      limit: limit + 1,
    });
    return c.json(
      page(rows, limit, present, (key) => [key.created_at.getTime(), key.id]),
      200,
    );
  });

  app.openapi(readRoute, async (c) =>
    c.json(present(await readApiKey(c.var.actor, c.req.valid('param').id, deps)), 200),
  );

  app.openapi(revokeRoute, async (c) =>
    c.json(present(await revokeApiKey(c.var.actor, c.req.valid('param').id, deps)), 200),
  );
}

const place = z.tuple([z.int(), z.uuid()]).transform(([at, id]) => ({ at: new Date(at), id }));

const present = (key: ShownApiKey): z.infer<typeof apiKeySchema> => ({
  id: key.id,
  prefix: key.prefix,
  account_id: key.account_id,
  name: key.name,
  scopes: key.scopes,
  created_at: key.created_at.toISOString(),
  last_used_at: iso(key.last_used_at),
  expires_at: iso(key.expires_at),
  revoked_at: iso(key.revoked_at),
});
