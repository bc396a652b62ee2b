import { createRoute, z } from '@hono/zod-openapi';
import { readEndpoint } from '../../operations/event-endpoints.js';
import { recover, resend, testEndpoint } from '../../operations/event-endpoints-deliveries.js';
import { listAttempts } from '../../store/event-attempts.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { presentAttempt } from '../present/event-endpoint.js';
import { body, json, problems, requires } from '../responses.js';
import {
  attemptListQuery,
  attemptSchema,
  recoveredSchema,
  recoverSchema,
  testedSchema,
} from '../schemas/event-endpoint.js';
import { nothingSchema } from '../schemas/requests.js';

const tags = ['Events'];
const params = z.object({ id: z.uuid() });
const attemptParams = z.object({ id: z.uuid(), attempt_id: z.string() });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/event-endpoints/{id}/attempts',
  tags,
  ...requires('admin'),
  summary: 'What the endpoint was told, newest first, and what it answered',
  request: { params, query: attemptListQuery },
  responses: { 200: json(listOf(attemptSchema), 'A page.'), ...problems() },
});

const testRoute = createRoute({
  method: 'post',
  path: '/v1/event-endpoints/{id}/test',
  tags,
  ...requires('admin'),
  summary: 'Send a signed test event now, and see the answer',
  request: { params, ...body(nothingSchema, false) },
  responses: { 200: json(testedSchema, 'What the endpoint answered.'), ...problems() },
});

const resendRoute = createRoute({
  method: 'post',
  path: '/v1/event-endpoints/{id}/attempts/{attempt_id}/resend',
  tags,
  ...requires('admin'),
  summary: 'Deliver one event once more, now',
  request: { params: attemptParams, ...body(nothingSchema, false) },
  responses: { 202: json(attemptSchema, 'It waits to be delivered.'), ...problems() },
});

const recoverRoute = createRoute({
  method: 'post',
  path: '/v1/event-endpoints/{id}/recover',
  tags,
  ...requires('admin'),
  summary: 'Deliver everything since a time that the endpoint did not take',
  request: { params, ...body(recoverSchema, true) },
  responses: { 202: json(recoveredSchema, 'How many are delivered now.'), ...problems() },
});

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** What endpoints were told, and telling them again. */
export function registerEventAttempts(app: App, deps: AppDependencies): void {
  app.openapi(listRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { limit, after, status } = c.req.valid('query');
    const endpoint = await readEndpoint(c.var.actor, id, deps);
    const rows = await listAttempts(deps.db, endpoint.id, {
      statuses: status,
      after: decodeCursor(after, place),
      limit: limit + 1,
    });
    return c.json(
      page(rows, limit, presentAttempt, (row) => [row.id]),
      200,
    );
  });

  app.openapi(testRoute, async (c) => {
    const { id } = c.req.valid('param');
    const tested = await testEndpoint(c.var.actor, id, deps);
    const { isDelivered: delivered, status, body: text, error, durationMs } = tested;
    return c.json({ delivered, status, body: text, error, duration_ms: durationMs }, 200);
  });

  app.openapi(resendRoute, async (c) => {
    const { id, attempt_id: attemptId } = c.req.valid('param');
    const attempt = await resend(c.var.actor, { endpointId: id, attemptId }, deps);
    return c.json(presentAttempt(attempt), 202);
  });

  app.openapi(recoverRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { created_after: createdAfter } = c.req.valid('json');
    return c.json({ recovered: await recover(c.var.actor, id, createdAfter, deps) }, 202);
  });
}
