import { createRoute, z } from '@hono/zod-openapi';
import {
  closeAccount,
  createAccount,
  listAccounts,
  readAccount,
} from '../../operations/accounts.js';
import type { AccountView } from '../../store/accounts.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page, pageQuery } from '../pagination.js';
import { iso } from '../present/instant.js';
import { body, json, problems, requires } from '../responses.js';
import { accountSchema, newAccountSchema } from '../schemas/platform.js';
import { releaseQuery } from '../schemas/requests.js';

const tags = ['Accounts'];
const path = '/v1/accounts';
const onePath = `${path}/{id}` as const;
const params = z.object({ id: z.string().openapi({ example: '2' }) });

const createAccountRoute = createRoute({
  method: 'post',
  path,
  tags,
  ...requires('admin'),
  summary: 'Make an account for a customer; platform keys only',
  request: body(newAccountSchema, true),
  responses: { 201: json(accountSchema, 'The account.'), ...problems() },
});

const listRoute = createRoute({
  method: 'get',
  path,
  tags,
  ...requires('read'),
  summary: 'Accounts, newest first; an account’s key sees its own',
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: json(listOf(accountSchema), 'A page.'), ...problems() },
});

const readRoute = createRoute({
  method: 'get',
  path: onePath,
  tags,
  ...requires('read'),
  summary: 'One account, and how far its end is',
  request: { params },
  responses: { 200: json(accountSchema, 'The account.'), ...problems() },
});

const closeRoute = createRoute({
  method: 'delete',
  path: onePath,
  tags,
  ...requires('admin'),
  summary: 'End an account: its keys stop at once, all its numbers are released, then it is closed',
  request: { params, query: releaseQuery },
  responses: { 202: json(accountSchema, 'It goes on by itself; repeatable.'), ...problems() },
});

/** The platform's customers, kept apart from each other. */
export function registerAccounts(app: App, deps: AppDependencies): void {
  app.openapi(createAccountRoute, async (c) => {
    const account = await createAccount(c.var.actor, c.req.valid('json').name, deps);
    c.header('Location', `${path}/${account.id}`);
    return c.json(present(account), 201);
  });

  app.openapi(listRoute, async (c) => {
    const { limit, after } = c.req.valid('query');
    const rows = await listAccounts(
      c.var.actor,
      { after: decodeCursor(after, place), limit: limit + 1 },
      deps,
    );
    return c.json(
      page(rows, limit, present, ({ id }) => [id]),
      200,
    );
  });

  app.openapi(readRoute, async (c) =>
    c.json(present(await readAccount(c.var.actor, c.req.valid('param').id, deps)), 200),
  );

  app.openapi(closeRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(present(await closeAccount(c.var.actor, id, c.req.valid('query'), deps)), 202);
  });
}

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

const present = (account: AccountView): z.infer<typeof accountSchema> => ({
  id: account.id,
  name: account.name,
  state: stateOf(account),
  numbers_left: account.numbers_left,
  created_at: account.created_at.toISOString(),
  closing_at: iso(account.closing_at),
});

function stateOf({ closing_at: closing, numbers_left: left }: AccountView) {
  if (closing === null) return 'open';
  return left > 0 ? 'closing' : 'closed';
}
