import { z } from '@hono/zod-openapi';
import { TYPE_PATTERNS } from '../../../events/types.js';
import { pageQuery } from '../../pagination.js';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Query of `GET /v1/events`. */
export const eventListQuery = z.strictObject({
  ...pageQuery,
  after: pageQuery.after.openapi({
    description: '`next` of the page before; without it, from the oldest that is kept.',
  }),
  types: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(
      z.array(
        z
          .string()
          .refine(
            (text) => TYPE_PATTERNS.has(text),
            'must be event types or families such as number.*',
          ),
      ),
    )
    .optional()
    .openapi({ description: 'Comma = OR.', example: 'number.*,message.received' }),
  created_after: moment.optional(),
  created_before: moment.optional(),
});

const envelope = {
  id: z.string().openapi({ example: 'evt_0198a1b2c3d47e5f8a9b0c1d2e3f4a5b' }),
  created_at: z.iso.datetime(),
  api_version: z.literal('v1'),
  account_id: z.string(),
  sequence: z
    .string()
    .openapi({ description: "Its place among the account's events.", example: '412' }),
  cause: z.object({
    kind: z.string().openapi({ description: '`meta_webhook`, `timer`, `api` or `operator`.' }),
    actor: z.string().nullable(),
    request_id: z.string().nullable(),
  }),
};

/** An event of any type. */
export const eventSchema = z
  .object({ ...envelope, type: z.string(), data: z.record(z.string(), z.unknown()) })
  .openapi('Event');

/** An event of one type. */
export const eventOf = <Data extends z.ZodType>(type: string, data: Data) =>
  z.object({ ...envelope, type: z.literal(type), data });

/** Several message events in one request. */
export const batchSchema = z
  .object({
    id: z.string(),
    type: z.literal('batch'),
    created_at: z.iso.datetime(),
    api_version: z.literal('v1'),
    account_id: z.string(),
    data: z.object({ events: z.array(eventSchema) }),
  })
  .openapi('EventBatch');

/** A page of events, oldest first. */
export const eventPageSchema = z.object({
  data: z.array(eventSchema),
  has_more: z.boolean(),
  next: z.string().openapi({ description: 'Never null: where to go on later.' }),
});
