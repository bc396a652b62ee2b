import { z } from '@hono/zod-openapi';
import { pageQuery } from '../pagination.js';

const at = z.iso.datetime();
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Comma = OR. */
const anyOf = z
  .string()
  .min(1)
  .max(1_000)
  .transform((text) => text.split(',').map((part) => part.trim()))
  .optional();

/** The kinds that one word of a filter means: Meta's own words for a part of the field `messages` count, too. */
const kindsOf = (word: string): string[] => {
  switch (word) {
    case 'messages':
      return ['status', 'message', 'error'];
    case 'statuses':
      return ['status'];
    default:
      return [word];
  }
};

/** Query of `GET /v1/webhook-deliveries`. */
export const deliveryListQuery = z.strictObject({
  ...pageQuery,
  number_id: anyOf.openapi({ description: 'Phone number ids, comma = OR.' }),
  waba_id: anyOf.openapi({ description: 'About the account or a number in it; comma = OR.' }),
  kind: z
    .string()
    .min(1)
    .max(500)
    .transform((text) => text.split(',').flatMap((part) => kindsOf(part.trim())))
    .optional()
    .openapi({
      description:
        'Meta’s fields, comma = OR; of `messages` each `status`, `message` and `error` is an element of its own.',
      example: 'status,message,account_update',
    }),
  created_after: moment.optional(),
  created_before: moment.optional(),
});

/** Body of `POST /v1/webhook-replays`. */
export const replayRequestSchema = z.strictObject({
  created_after: moment,
  created_before: moment,
});

const summary = {
  id: z.string(),
  received_at: at,
  processed_at: at.nullable().openapi({ description: 'Null: waits to be processed.' }),
  error: z.string().nullable(),
  elements: z
    .array(z.looseObject({ kind: z.string(), key: z.string(), fate: z.string() }))
    .nullable()
    .openapi({ description: 'What became of each element; an account’s key sees its own.' }),
};

/** A webhook in a list. */
export const deliverySchema = z.object(summary).openapi('WebhookDelivery');

/** A webhook with what Meta sent. */
export const wholeDeliverySchema = z
  .object({
    ...summary,
    route: z.string().openapi({ description: '`app`, or the digits its callback names.' }),
    signed_by: z
      .int()
      .openapi({ description: 'Which secret of META_APP_SECRET signed it, 1 = the first.' }),
    body: z
      .string()
      .nullable()
      .openapi({ description: 'As it came; null where it concerns other accounts too.' }),
    body_encoding: z.enum(['utf8', 'base64']),
  })
  .openapi('WholeWebhookDelivery');

/** A range that is processed again. */
export const replaySchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done']),
    created_after: at,
    created_before: at,
    matched: z.int().openapi({ description: 'Deliveries of that time.' }),
    replayed: z
      .int()
      .openapi({ description: 'How many of them wait to be processed again, or were.' }),
    created_at: at,
    finished_at: at.nullable(),
  })
  .openapi('WebhookReplay');
