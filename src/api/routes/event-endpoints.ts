import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import {
  changeEndpoint,
  createEndpoint,
  readEndpoint,
  removeEndpoint,
  rotateSecret,
} from '../../operations/event-endpoints.js';
import { listEndpoints } from '../../store/event-endpoints.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page, pageQuery } from '../pagination.js';
import { presentEndpoint } from '../present/event-endpoint.js';
import { body, json, problems, requires } from '../responses.js';
import {
  endpointChangesSchema,
  endpointSchema,
  endpointWithSecretSchema,
  newEndpointSchema,
} from '../schemas/event-endpoint.js';
import { nothingSchema } from '../schemas/requests.js';

const tags = ['Events'];
const params = z.object({ id: z.uuid() });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/event-endpoints',
  tags,
  ...requires('admin'),
  summary: 'The URLs that are told of events, newest first',
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: json(listOf(endpointSchema), 'A page.'), ...problems() },
});

const createEndpointRoute = createRoute({
  method: 'post',
  path: '/v1/event-endpoints',
  tags,
  ...requires('admin'),
  summary: 'Have a URL told of events from now on',
  request: body(newEndpointSchema, true),
  responses: {
    201: json(endpointWithSecretSchema, 'The endpoint, with its secret.'),
    ...problems('url_not_allowed', 'too_many_endpoints'),
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/v1/event-endpoints/{id}',
  tags,
  ...requires('admin'),
  summary: 'One endpoint',
  request: { params },
  responses: { 200: json(endpointSchema, 'The endpoint.'), ...problems() },
});

const changeRoute = createRoute({
  method: 'patch',
  path: '/v1/event-endpoints/{id}',
  tags,
  ...requires('admin'),
  summary: 'Change an endpoint, disable it, enable it again',
  request: { params, ...body(endpointChangesSchema, true) },
  responses: { 200: json(endpointSchema, 'The endpoint.'), ...problems('url_not_allowed') },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/event-endpoints/{id}',
  tags,
  ...requires('admin'),
  summary: 'Remove an endpoint and the record of its deliveries',
  request: { params },
  responses: { 200: json(endpointSchema, 'As it was.'), ...problems() },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/v1/event-endpoints/{id}/rotate-secret',
  tags,
  ...requires('admin'),
  summary: 'Make another secret; the one before signs too for 24 hours',
  request: { params, ...body(nothingSchema, false) },
  responses: { 200: json(endpointWithSecretSchema, 'With the new secret.'), ...problems() },
});

const place = z
  .tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()])
  .transform(([at, id]) => ({ at, id }));

/** Who is told of events. */
export function registerEventEndpoints(app: App, deps: AppDependencies): void {
  app.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'admin');
    const { limit, after } = c.req.valid('query');
    const rows = await listEndpoints(deps.db, c.var.actor.readsAccountId, {
      after: decodeCursor(after, place),
      limit: limit + 1,
    });
    return c.json(
      page(rows, limit, presentEndpoint, (row) => [row.created_at.toISOString(), row.id]),
      200,
    );
  });

  app.openapi(createEndpointRoute, async (c) => {
    const { endpoint, secret } = await createEndpoint(c.var.actor, c.req.valid('json'), deps);
    c.header('Location', `/v1/event-endpoints/${endpoint.id}`);
    return c.json({ ...presentEndpoint(endpoint), secret }, 201);
  });

  app.openapi(readRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(presentEndpoint(await readEndpoint(c.var.actor, id, deps)), 200);
  });

  app.openapi(changeRoute, async (c) => {
    const { id } = c.req.valid('param');
    const endpoint = await changeEndpoint(c.var.actor, id, c.req.valid('json'), deps);
    return c.json(presentEndpoint(endpoint), 200);
  });

  app.openapi(deleteRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(presentEndpoint(await removeEndpoint(c.var.actor, id, deps)), 200);
  });

  app.openapi(rotateRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { endpoint, secret } = await rotateSecret(c.var.actor, id, deps);
    return c.json({ ...presentEndpoint(endpoint), secret }, 200);
  });
}
