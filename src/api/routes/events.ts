import { createRoute, z } from '@hono/zod-openapi';
import { envelopeOf } from '../../events/envelope.js';
import { BATCH } from '../../events/types.js';
import { DAY } from '../../onboarding/duration.js';
import { requireScope } from '../../operations/actor.js';
import { listEvents } from '../../store/events.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, encodeCursor } from '../pagination.js';
import { json, problems, requires } from '../responses.js';
import { batchSchema, eventListQuery, eventPageSchema } from '../schemas/events/envelope.js';
import { eventSchemas } from '../schemas/events/types.js';

/** How long events can be pulled. Design: api.md §5. */
const KEPT = 30 * DAY;

const listRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  tags: ['Events'],
  ...requires('read'),
  summary: 'Everything that happened in one account, oldest first, for 30 days',
  request: { query: eventListQuery },
  responses: { 200: json(eventPageSchema, 'A page.'), ...problems() },
});

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([seq]) => seq);

/** Events to be pulled, and what is pushed. A sequence belongs to one account: a platform key names it, as it does to act. */
export function registerEvents(app: App, { db, clock }: AppDependencies): void {
  describePushes(app);
  app.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { limit, after, types, ...query } = c.req.valid('query');
    const oldest = new Date(clock.now() - KEPT);
    const since = query.created_after ?? oldest;
    const { events, hasMore, lastSeq } = await listEvents(
      db,
      c.var.actor.accountId,
      {
        types,
        createdAfter: since < oldest ? oldest : since,
        createdBefore: query.created_before,
      },
      { after: decodeCursor(after, place) ?? '0', limit },
    );
    return c.json(
      {
        data: events.map((event) => ({ ...envelopeOf(event) })),
        has_more: hasMore,
        next: encodeCursor([lastSeq]),
      },
      200,
    );
  });
}

const SIGNATURE =
  'Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…` over `id.timestamp.body` with the endpoint’s secret.';

/** The `webhooks` of the OpenAPI document: one entry for each type. */
function describePushes(app: App): void {
  const push = (name: string, schema: z.ZodType): void =>
    app.openAPIRegistry.registerWebhook({
      method: 'post',
      path: name,
      tags: ['Events'],
      summary: name,
      description: SIGNATURE,
      security: [],
      request: { body: { content: { 'application/json': { schema } } } },
      responses: {
        '2XX': { description: 'You have it.' },
        410: { description: 'Never tell this URL again.' },
        429: { description: 'Not now; `Retry-After` is honoured. So is that of a 503.' },
        default: {
          description:
            'It is sent again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.',
        },
      },
    });
  for (const [type, schema] of eventSchemas) push(type, schema);
  push(BATCH, batchSchema);
}
