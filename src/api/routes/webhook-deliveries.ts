import { isUtf8 } from 'node:buffer';
import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import {
  listDeliveries,
  type DeliveryView,
  type WholeDelivery,
} from '../../store/webhook-deliveries.js';
import type { ReplayRow } from '../../store/webhook-replays.js';
import { readDelivery, readReplay, replayDelivery, startReplay } from '../../webhooks/replay.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { body, json, problems, requires } from '../responses.js';
import { nothingSchema } from '../schemas/requests.js';
import {
  deliveryListQuery,
  deliverySchema,
  replayRequestSchema,
  replaySchema,
  wholeDeliverySchema,
} from '../schemas/webhook-delivery.js';

const tags = ['Webhooks'];
const params = z.object({ id: z.string() });
const replayParams = z.object({ id: z.uuid() });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/webhook-deliveries',
  tags,
  ...requires('read'),
  summary: 'What Meta sent, newest first, and what became of it',
  request: { query: deliveryListQuery },
  responses: { 200: json(listOf(deliverySchema), 'A page.'), ...problems() },
});

const readRoute = createRoute({
  method: 'get',
  path: '/v1/webhook-deliveries/{id}',
  tags,
  ...requires('read'),
  summary: 'One webhook as it came, and what became of each element',
  request: { params },
  responses: { 200: json(wholeDeliverySchema, 'The delivery.'), ...problems() },
});

const replayRoute = createRoute({
  method: 'post',
  path: '/v1/webhook-deliveries/{id}/replay',
  tags,
  ...requires('operate'),
  summary: 'Process it again; nothing that it did is done twice',
  request: { params, ...body(nothingSchema, false) },
  responses: { 202: json(deliverySchema, 'It waits to be processed.'), ...problems() },
});

const replayRangeRoute = createRoute({
  method: 'post',
  path: '/v1/webhook-replays',
  tags,
  ...requires('operate'),
  summary: 'Process everything of a time again',
  request: body(replayRequestSchema, true),
  responses: { 202: json(replaySchema, 'The job.'), ...problems() },
});

const progressRoute = createRoute({
  method: 'get',
  path: '/v1/webhook-replays/{id}',
  tags,
  ...requires('read'),
  summary: 'How far a replay is',
  request: { params: replayParams },
  responses: { 200: json(replaySchema, 'The job.'), ...problems() },
});

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** What Meta sent, to look at and to process again. */
export function registerWebhookDeliveries(app: App, deps: AppDependencies): void {
  app.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { limit, after, ...query } = c.req.valid('query');
    const filter = {
      numberIds: query.number_id,
      wabaIds: query.waba_id,
      kinds: query.kind,
      createdAfter: query.created_after,
      createdBefore: query.created_before,
    };
    const rows = await listDeliveries(deps.db, c.var.actor.readsAccountId, filter, {
      after: decodeCursor(after, place),
      limit: limit + 1,
    });
    return c.json(
      page(rows, limit, present, ({ id }) => [id]),
      200,
    );
  });

  app.openapi(readRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(presentWhole(await readDelivery(c.var.actor, id, deps)), 200);
  });

  app.openapi(replayRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(present(await replayDelivery(c.var.actor, id, deps)), 202);
  });

  app.openapi(replayRangeRoute, async (c) => {
    const { created_after: createdAfter, created_before: createdBefore } = c.req.valid('json');
    const job = await startReplay(c.var.actor, { createdAfter, createdBefore }, deps);
    c.header('Location', `/v1/webhook-replays/${job.id}`);
    return c.json(presentReplay(job), 202);
  });

  app.openapi(progressRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(presentReplay(await readReplay(c.var.actor, id, deps)), 200);
  });
}

const present = (delivery: DeliveryView): z.infer<typeof deliverySchema> => ({
  id: delivery.id,
  received_at: delivery.received_at.toISOString(),
  processed_at: delivery.processed_at?.toISOString() ?? null,
  error: delivery.error,
  elements: delivery.elements?.map((element) => ({ ...element })) ?? null,
});

/** A body that is no text is shown as base64: every byte counts for its signature. */
function presentWhole(delivery: WholeDelivery): z.infer<typeof wholeDeliverySchema> {
  const encoding = isUtf8(delivery.body) ? ('utf8' as const) : ('base64' as const);
  return {
    ...present(delivery),
    route: delivery.route,
    signed_by: delivery.signed_by,
    body: delivery.is_all_own ? delivery.body.toString(encoding) : null,
    body_encoding: encoding,
  };
}

const presentReplay = (job: ReplayRow): z.infer<typeof replaySchema> => ({
  id: job.id,
  state: job.finished_at === null ? 'running' : 'done',
  created_after: job.created_after.toISOString(),
  created_before: job.created_before.toISOString(),
  matched: Number(job.matched),
  replayed: Number(job.replayed),
  created_at: job.created_at.toISOString(),
  finished_at: job.finished_at?.toISOString() ?? null,
});
