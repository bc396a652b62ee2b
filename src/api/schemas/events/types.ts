import { z } from '@hono/zod-openapi';
import { EVENT_TYPES, TEST_EVENT, type EventType } from '../../../events/types.js';
import { diagnosisSchema } from '../diagnosis.js';
import { onboardingSchema } from '../onboarding.js';
import { eventOf } from './envelope.js';

const instant = z.iso.datetime();

/** What happened, as a sentence and as facts. */
const change = z
  .looseObject({
    kind: z.string(),
    sentence: z.string(),
    facts: z.record(z.string(), z.unknown()),
    occurred_at: instant,
  })
  .openapi('EventChange');

/** About a number: what it is, why it stands where it does, what happened. */
const ofNumber = z
  .looseObject({
    number: z.looseObject({
      id: z.string().openapi({ description: 'The phone number id.' }),
      waba_id: z.string(),
      external_id: z.string().nullable(),
      onboarding: onboardingSchema,
    }),
    change: change.optional(),
    previous: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('NumberEventData');

const ofWaba = z
  .looseObject({ waba: z.looseObject({ id: z.string() }), change })
  .openapi('WabaEventData');

/** About a token, which may serve several WABAs. */
const ofToken = z
  .looseObject({
    wabas: z.array(z.looseObject({ id: z.string() })),
    token: z.looseObject({
      last4: z.string(),
      valid: z.boolean().nullable(),
      expires_at: instant.nullable(),
      scopes: z.array(z.string()),
    }),
    change,
  })
  .openapi('TokenEventData');

const ofMessage = z
  .looseObject({
    number: z.looseObject({ id: z.string() }),
    message: z.looseObject({ wamid: z.string().nullable().optional() }),
  })
  .openapi('MessageEventData');

const ofFailure = z
  .looseObject({
    number: z.looseObject({ id: z.string() }),
    message: z.looseObject({
      wamid: z.string().nullable().optional(),
      error: z
        .record(z.string(), z.unknown())
        .nullish()
        .openapi({ description: 'What Meta said.' }),
      /** Null where it was not Meta who ended it. */
      diagnosis: diagnosisSchema.nullable(),
    }),
  })
  .openapi('MessageFailedEventData');

const numberTypes = EVENT_TYPES.filter((type) => type.startsWith('number.'));

/** `data` of each type, as its producers write it; further members may come. */
const data: ReadonlyMap<string, z.ZodType<Record<string, unknown>>> = new Map<
  EventType,
  z.ZodType<Record<string, unknown>>
>([
  ...numberTypes.map((type) => [type, ofNumber] as const),
  ['waba.updated', z.union([ofWaba, ofToken])],
  ['waba.restricted', ofWaba],
  ['waba.token_expiring', ofToken],
  ['waba.token_invalid', ofToken],
  ['template.updated', ofWaba],
  ['message.accepted', ofMessage],
  ['message.sent', ofMessage],
  ['message.delivered', ofMessage],
  ['message.read', ofMessage],
  ['message.failed', ofFailure],
  [
    'message.received',
    z.looseObject({
      number: z.looseObject({ id: z.string() }),
      message: z.looseObject({
        wamid: z.string(),
        from: z.string().nullable(),
        type: z.string(),
        occurred_at: instant,
        payload: z.record(z.string(), z.unknown()).optional().openapi({
          description: 'The message as Meta tells it; left out where it is too large.',
        }),
        contact: z.record(z.string(), z.unknown()).nullish().openapi({
          description: 'Who wrote it, as Meta tells it.',
        }),
      }),
    }),
  ],
  [
    'event_endpoint.disabled',
    z.looseObject({
      endpoint: z.object({
        id: z.string(),
        url: z.string().openapi({ description: 'Without its query.' }),
        description: z.string().nullable(),
        disabled_reason: z.string().nullable(),
        failing_since: instant.nullable(),
      }),
      sentence: z.string(),
    }),
  ],
]);

/** The schema of each type's whole event. */
export const eventSchemas = new Map<string, z.ZodType>([
  ...EVENT_TYPES.map((type) => [type, eventOf(type, data.get(type) ?? z.looseObject({}))] as const),
  [
    TEST_EVENT,
    eventOf(TEST_EVENT, z.object({ endpoint: z.object({ id: z.string() }), sentence: z.string() })),
  ],
]);
