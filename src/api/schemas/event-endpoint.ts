import { z } from '@hono/zod-openapi';
import { TYPE_PATTERNS } from '../../events/types.js';
import { pageQuery } from '../pagination.js';

const instant = z.iso.datetime();
const url = z
  .string()
  .min(1)
  .max(2_000)
  .openapi({ description: 'https, on the public internet.', example: 'https://example.com/hook' });
const pattern = z
  .string()
  .refine(
    (text) => TYPE_PATTERNS.has(text),
    'must be an event type, a family such as number.*, or *',
  );
const types = z
  .array(pattern)
  .min(1)
  .max(50)
  .openapi({ example: ['number.*', 'message.received'] });
const description = z.string().max(500).nullable();
const batch = z
  .boolean()
  .openapi({ description: 'Message events that follow each other may come in one request.' });

/** Body of `POST /v1/event-endpoints`. */
export const newEndpointSchema = z
  .strictObject({
    url,
    types: types.default(['*']),
    description: description.default(null),
    batch: batch.default(false),
  })
  .openapi('NewEventEndpoint');

/** Body of `PATCH /v1/event-endpoints/{id}`: what is left out stays. */
export const endpointChangesSchema = z
  .strictObject({
    url: url.optional(),
    types: types.optional(),
    description: description.optional(),
    batch: batch.optional(),
    disabled: z.boolean().optional(),
  })
  .openapi('EventEndpointChanges');

/** Body of `POST …/recover`. */
export const recoverSchema = z.strictObject({
  created_after: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

const endpointFields = {
  id: z.string(),
  account_id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  description: z.string().nullable(),
  batch: z.boolean(),
  status: z.string().openapi({ description: '`healthy`, `failing` or `disabled`.' }),
  failing_since: instant.nullable(),
  disabled_at: instant.nullable(),
  disabled_reason: z
    .string()
    .nullable()
    .openapi({ description: '`asked`, `gone` (it answered 410) or `failing` (for five days).' }),
  explanation: z.string().nullable(),
  previous_secret_until: instant
    .nullable()
    .openapi({ description: 'Until then the secret before signs too.' }),
  created_at: instant,
  updated_at: instant,
};

/** An endpoint as the API shows it; its secret is shown once, by the route that made it. */
export const endpointSchema = z.object(endpointFields).openapi('EventEndpoint');

/** An endpoint with its secret. */
export const endpointWithSecretSchema = z
  .object({
    ...endpointFields,
    secret: z.string().nullable().openapi({
      description: 'Shown this once; null where an Idempotency-Key repeats the request.',
      example: 'whsec_…',
    }),
  })
  .openapi('EventEndpointWithSecret');

const attemptStatus = z.enum(['pending', 'succeeded', 'failed']);

/** Query of `GET …/attempts`. */
export const attemptListQuery = z.strictObject({
  ...pageQuery,
  status: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(attemptStatus))
    .optional()
    .openapi({ description: 'Comma = OR.', example: 'pending,failed' }),
});

/** One event for one endpoint. */
export const attemptSchema = z
  .object({
    id: z.string(),
    event_id: z.string(),
    type: z.string(),
    sequence: z.string(),
    status: attemptStatus,
    attempts: z.int().openapi({ description: 'Requests made so far.' }),
    next_attempt_at: instant.nullable(),
    last_attempt: z
      .object({
        at: instant,
        status: z.int().nullable().openapi({ description: 'HTTP status; null: no answer.' }),
        body: z.string().nullable().openapi({ description: 'Its beginning.' }),
        error: z.string().nullable(),
        duration_ms: z.int(),
      })
      .nullable(),
    explanation: z.string().nullable(),
    created_at: instant,
  })
  .openapi('EventAttempt');

/** What came of a test event. */
export const testedSchema = z
  .object({
    delivered: z.boolean(),
    status: z.int().nullable(),
    body: z.string().nullable(),
    error: z.string().nullable(),
    duration_ms: z.int(),
  })
  .openapi('EventEndpointTest');

/** How many are delivered again. */
export const recoveredSchema = z.object({ recovered: z.int() }).openapi('EventRecovery');
